using System;
using System.ComponentModel;
using System.Net.Sockets;
using P2PNet.IntegrationTests.Turn.Io;

namespace P2PNet.RelayBenchmark;

internal static class Program
{
    private const int Ok = 0;
    private const int Failed = 1;
    private const int WrongOptions = 2;

    private static int Main(string[] args)
    {
        BenchmarkOptions options;
        try
        {
            options = BenchmarkOptions.Parse(args);
        }
        catch (UsageException e)
        {
            Console.Error.WriteLine(e.Message + " --help lists the options.");
            return WrongOptions;
        }

        if (options.HelpIsWanted)
        {
            Console.Out.WriteLine(BenchmarkOptions.Help);
            return Ok;
        }

        try
        {
            bool holds = Comparison.Run(options);
            return holds || !options.Check ? Ok : Failed;
        }
        catch (Exception e) when (e is BenchmarkException or TurnRefusedException or SocketException or Win32Exception)
        {
            Console.Error.WriteLine(e.Message);
            return Failed;
        }
    }
}
