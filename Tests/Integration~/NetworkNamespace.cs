using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using NUnit.Framework;

namespace P2PNet.IntegrationTests;

/// <summary>
/// A network of its own for programs that gather no loopback candidates (browsers): one Linux network namespace with loopback
/// and a veth pair that both end inside, so that its addresses look like any local network and no packet can leave.
/// </summary>
internal sealed class NetworkNamespace : IDisposable
{
    private static int _count;

    private NetworkNamespace(string name) => Name = name;

    public string Name { get; }

    /// <summary>An address inside, on an interface that is up.</summary>
    public string Address => "10.213.0.1";

    /// <summary>Makes one, or marks the calling test as skipped where that is not possible.</summary>
    public static NetworkNamespace CreateOrIgnore()
    {
        if (!OperatingSystem.IsLinux()) Assert.Ignore("Needs Linux network namespaces.");
        if (Environment.UserName != "root") Assert.Ignore("Needs root, to make a network namespace.");
        var space = new NetworkNamespace($"p2pnet-{Environment.ProcessId}-{Interlocked.Increment(ref _count)}");
        try
        {
            Ip("netns", "add", space.Name);
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            Assert.Ignore("No network namespace can be made here (package iproute2, root): " + e.Message);
        }

        try
        {
            Ip("-n", space.Name, "link", "set", "lo", "up");
            Ip("-n", space.Name, "link", "add", "veth0", "type", "veth", "peer", "name", "veth1");
            Ip("-n", space.Name, "address", "add", space.Address + "/24", "dev", "veth0");
            Ip("-n", space.Name, "link", "set", "veth0", "up");
            Ip("-n", space.Name, "link", "set", "veth1", "up");
            // Chromium asks the system which address leads out; without a route it gathers nothing.
            Ip("-n", space.Name, "route", "add", "default", "via", "10.213.0.2", "dev", "veth0");
            return space;
        }
        catch
        {
            space.Dispose();
            throw;
        }
    }

    /// <summary>The command that runs another one inside.</summary>
    public ProcessStartInfo Command(string program, params IEnumerable<string> arguments) =>
        new("ip", ["netns", "exec", Name, program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };

    /// <summary>Changes something inside: the arguments of <c>ip</c>.</summary>
    public void Change(params string[] arguments) => Ip(["-n", Name, .. arguments]);

    public void Dispose() => Ip("netns", "delete", Name);

    private static void Ip(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("ip", arguments) { RedirectStandardError = true })!;
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"ip {string.Join(' ', arguments)}: {error.Trim()}");
    }
}
