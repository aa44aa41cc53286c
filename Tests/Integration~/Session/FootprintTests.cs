using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using NUnit.Framework;
using P2PNet.IntegrationTests.Server;

namespace P2PNet.IntegrationTests.Sessions;

/// <summary>What a client takes from the system does not grow with the number of its peers.</summary>
[TestFixture]
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
internal sealed class FootprintTests
{
    [Test]
    public async Task OneSocketAFamilyAndOneThreadWhateverTheNumberOfPeers([Values(2, 7)] int clients)
    {
        if (!OperatingSystem.IsLinux()) Assert.Ignore("Reads Linux' /proc.");
        // In this process, and its relays have sockets of their own.
        await using LobbyServer server = await LobbyServer.StartAsync(o => o.Turn.IsOn = false);
        var (threads, sockets4, sockets6) = Count();
        await using var players = await Players.JoinAsync(server, clients);
        var now = Count();
        TestContext.Out.WriteLine($"{clients} clients, {clients * (clients - 1)} ends of links: {now.Threads - threads} network threads, {now.Sockets4 - sockets4} IPv4 and {now.Sockets6 - sockets6} IPv6 sockets");
        Assert.That(now.Threads - threads, Is.EqualTo(clients));
        Assert.That(now.Sockets4 - sockets4, Is.EqualTo(clients));
        Assert.That(now.Sockets6 - sockets6, Is.EqualTo(File.Exists("/proc/net/if_inet6") ? clients : 0));
    }

    private static (int Threads, int Sockets4, int Sockets6) Count()
    {
        HashSet<string> own = [.. Directory.EnumerateFileSystemEntries("/proc/self/fd").Select(Target).Where(t => t.StartsWith("socket:[", StringComparison.Ordinal))];
        int threads = Directory.EnumerateDirectories("/proc/self/task").Count(t => ReadLine(Path.Combine(t, "comm")) == "P2PNet network");
        return (threads, Sockets("/proc/net/udp", own), Sockets("/proc/net/udp6", own));
    }

    private static string Target(string link)
    {
        try
        {
            return new FileInfo(link).LinkTarget ?? "";
        }
        catch (IOException)
        {
            return ""; // Closed in the meantime.
        }
    }

    private static string ReadLine(string file)
    {
        try
        {
            return File.ReadLines(file).FirstOrDefault() ?? "";
        }
        catch (IOException)
        {
            return ""; // The thread has ended in the meantime.
        }
    }

    /// <summary>The tenth column is the inode.</summary>
    private static int Sockets(string table, HashSet<string> own) => !File.Exists(table) ? 0 : File.ReadLines(table).Skip(1)
        .Count(line => own.Contains($"socket:[{line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[9]}]"));
}
