using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace P2PNet.NatLab;

/// <summary>Changes the players' networks in the middle of their matches, and cuts their lines for good.</summary>
internal static class ChangesCommand
{
    /// <summary>What the option --changes calls a line that is cut for good.</summary>
    private const string ForGood = "for-good";

    private static readonly string[] DefaultPairs =
    [
        "port-restricted/port-restricted", "symmetric/full-cone", "none/port-restricted", "cgnat/restricted-cone",
        "symmetric/symmetric", "udp-blocked/port-restricted", "tcp443-only/full-cone",
    ];

    public static async Task<int> RunAsync(Arguments arguments, CancellationToken cancellationToken)
    {
        Pair[] pairs = [.. (arguments.List("pairs") ?? DefaultPairs).Select(Pair.Parse)];
        string[]? names = arguments.List("changes");
        Change[] changes = [.. Change.All.Where(c => names is null || names.Contains(c.Name))];
        bool forGood = names is null || names.Contains(ForGood);
        string[] sites = arguments.List("sites") ?? ["a", "b"];
        int labs = arguments.Number("labs", 3);
        double delay = arguments.Milliseconds("delay", 12.5);
        arguments.End();

        using var certificate = new LabCertificate();
        ConcurrentQueue<ChangeResult> changed = [];
        ConcurrentQueue<SeparationResult> separated = [];
        await Laboratories.ShareAsync(pairs, labs, certificate, delay, RunPairAsync, cancellationToken, sites: 3);

        ChangesTable.Write(pairs, changes, [.. changed], [.. separated]);
        int failed = changed.Count(r => !r.IsGood) + separated.Count(r => !r.IsGood);
        Console.WriteLine($"{changed.Count} changes and {separated.Count} cut lines, {failed} not as they must be.");
        return failed == 0 ? 0 : 1;

        async Task RunPairAsync(Arena arena, Pair pair, CancellationToken stop)
        {
            var trial = new ChangeTrial(arena, pair);
            IEnumerable<(Change Change, string Site)> steps = from change in changes from site in sites where change.AppliesTo(site == "a" ? pair.Creator : pair.Joiner) select (change, site);
            foreach ((Change change, string site) in steps)
            {
                ChangeResult result = await trial.RunAsync(change, site, stop);
                changed.Enqueue(result);
                ChangesTable.Progress(result);
            }

            await arena.PartAsync(stop);
            foreach (string site in forGood ? sites : [])
            {
                SeparationResult result = await new SeparationTrial(arena, pair).RunAsync(site, stop);
                separated.Enqueue(result);
                ChangesTable.Progress(result);
            }
        }
    }
}
