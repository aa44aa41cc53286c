using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace P2PNet.NatLab;

/// <summary>Has every pair meet, in several laboratories at a time.</summary>
internal sealed class MatrixRun(MatrixOptions options, LabCertificate certificate)
{
    /// <summary>Each pair's outcome, in the order of the pairs.</summary>
    public async Task<IReadOnlyList<PairOutcome>> RunAsync(Action<PairOutcome> onOutcome, CancellationToken cancellationToken)
    {
        var outcomes = new Dictionary<Pair, PairOutcome>();
        await Laboratories.ShareAsync(options.Pairs, options.Laboratories, certificate, options.Delay, MeetAsync, cancellationToken);
        return [.. options.Pairs.Select(p => outcomes[p])];

        async Task MeetAsync(Arena arena, Pair pair, CancellationToken stop)
        {
            await arena.SetAsync(pair, stop);
            var outcome = new PairOutcome(pair, await new MeetingTrial(arena, pair.Meeting).RunAsync(stop));
            lock (outcomes)
            {
                outcomes.Add(pair, outcome);
                onOutcome(outcome);
            }
        }
    }
}
