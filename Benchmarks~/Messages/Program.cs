using System;
using System.Collections.Generic;
using System.IO;
using P2PNet.MessageBenchmark.Contenders;
using P2PNet.MessageBenchmark.Measuring;
using P2PNet.MessageBenchmark.Messages;
using P2PNet.MessageBenchmark.Report;

namespace P2PNet.MessageBenchmark;

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
            return Run(options) || !options.Check ? Ok : Failed;
        }
        catch (Exception e) when (e is BenchmarkException or IOException)
        {
            Console.Error.WriteLine(e.Message);
            return Failed;
        }
    }

    /// <summary>Whether all holds that is to hold.</summary>
    private static bool Run(BenchmarkOptions options)
    {
        List<TypeResult> results =
        [
            TypeComparison<Movement>.Run("movement", options, MovementContenders.All()),
            TypeComparison<SnapshotEntry>.Run("snapshot entry", options, SnapshotContenders.All()),
            TypeComparison<Inventory>.Run("inventory", options, InventoryContenders.All()),
        ];
        List<Requirement> requirements = Requirement.Of(results);
        Console.WriteLine(ResultTable.Markdown(results));
        foreach (Requirement requirement in requirements) Console.WriteLine(requirement);
        if (options.JsonFile is { } file) File.WriteAllText(file, ResultJson.Write(results, requirements));
        return requirements.TrueForAll(r => r.Holds);
    }
}
