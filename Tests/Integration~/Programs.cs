using System;
using System.IO;

namespace P2PNet.IntegrationTests;

/// <summary>The programs that the tests start, as they were built beside the tests.</summary>
internal static class Programs
{
    public static string TestPeer => Built("P2PNet.TestPeer");

    public static string Server => Built("P2PNet.Server");

    public static string Demo => Built("P2PNet.Demo");

    /// <summary>Starts the server inside a namespace, on free ports of its address, and waits until it is ready.</summary>
    public static ChildProcess StartServer(NetworkNamespace space, out string url)
    {
        var server = new ChildProcess(space.Command("dotnet", [Server, "--urls", $"http://{space.Address}:0", "--stun-port", "0"]));
        try
        {
            string ready = server.ReadAsync("p2pnet-server ready").GetAwaiter().GetResult();
            url = Array.Find(ready.Split(' '), p => p.StartsWith("http=", StringComparison.Ordinal))!["http=".Length..];
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    private static string Built(string project) => Path.Combine(AppContext.BaseDirectory, "..", "..", project, Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)), project + ".dll");
}
