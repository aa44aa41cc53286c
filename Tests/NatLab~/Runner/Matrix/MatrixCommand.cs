using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace P2PNet.NatLab;

/// <summary>Runs the matrix as the command line asks, shows its progress and its table, and says whether all is as it must be.</summary>
internal static class MatrixCommand
{
    public static async Task<int> RunAsync(Arguments arguments, CancellationToken cancellationToken)
    {
        MatrixOptions options = Read(arguments);
        using var certificate = new LabCertificate();
        long start = Stopwatch.GetTimestamp();
        IReadOnlyList<PairOutcome> outcomes = await MatrixTable.ShowAsync(options, onOutcome => new MatrixRun(options, certificate).RunAsync(onOutcome, cancellationToken));
        if (options.MarkdownFile is string markdown) await File.WriteAllTextAsync(markdown, MatrixMarkdown.Write(outcomes), CancellationToken.None);
        if (options.PictureFile is string picture) await File.WriteAllTextAsync(picture, new MatrixPicture(outcomes).Write(), CancellationToken.None);

        foreach (PairOutcome outcome in outcomes.Where(o => o.Problem != null)) Console.Error.WriteLine($"{outcome.Pair}: {outcome.Problem}");
        int failed = outcomes.Count(o => o.Problem != null);
        Console.WriteLine($"{outcomes.Count(o => o.IsDirect)} pairs direct, {outcomes.Count(o => o.IsConnected && !o.IsDirect)} relayed, {failed} not as they must be; {Stopwatch.GetElapsedTime(start).TotalSeconds:0} s.");
        return failed == 0 ? 0 : 1;
    }

    private static MatrixOptions Read(Arguments arguments)
    {
        IReadOnlyList<NatType> types = arguments.List("types") is { } names ? [.. names.Select(NatType.Parse)] : NatType.All;
        List<Pair> pairs = [.. from a in types from b in types select new Pair(a, b)];
        if (arguments.List("pairs") is { } words) pairs = [.. words.Select(Pair.Parse)];
        var options = new MatrixOptions
        {
            Pairs = [.. pairs.Distinct()],
            Laboratories = arguments.Number("labs", 3),
            Delay = arguments.Milliseconds("delay", 12.5),
            MarkdownFile = arguments.Text("markdown"),
            PictureFile = arguments.Text("svg"),
        };
        arguments.End();
        return options;
    }
}
