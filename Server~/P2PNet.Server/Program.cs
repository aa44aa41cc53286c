using System;
using System.IO;
using System.Net.Sockets;
using System.Threading.Tasks;

namespace P2PNet.Server;

internal static class Program
{
    private const int Stopped = 0;
    private const int FailedToStart = 1;
    private const int WrongOptions = 2;

    private static async Task<int> Main(string[] args)
    {
        var reader = new SettingsReader(args, Environment.GetEnvironmentVariables());
        if (reader.HelpIsWanted)
        {
            Console.Out.Write(SettingsReader.Help());
            return Stopped;
        }

        ServerOptions options = reader.Read();
        foreach (string warning in reader.Warnings) Console.Error.WriteLine("Warning: " + warning);
        foreach (string error in reader.Errors) Console.Error.WriteLine(error);
        if (reader.Errors.Count > 0) return WrongOptions;

        try
        {
            await using ServerHost host = await ServerHost.StartAsync(options);
            foreach (string line in host.Addresses.Describe(options)) Console.Out.WriteLine(line);
            Console.Out.WriteLine(host.Addresses.ReadyLine());
            await host.WaitForShutdownAsync();
            return Stopped;
        }
        catch (Exception e) when (e is IOException or SocketException or StartException)
        {
            Console.Error.WriteLine(e.Message);
            return FailedToStart;
        }
    }
}
