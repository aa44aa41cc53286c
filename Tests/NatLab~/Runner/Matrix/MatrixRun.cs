using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;

namespace P2PNet.NatLab;

/// <summary>Has every pair meet, in several laboratories at a time.</summary>
internal sealed class MatrixRun(MatrixOptions options, LabCertificate certificate)
{
    /// <summary>Each pair's outcome, in the order of the pairs.</summary>
    public async Task<IReadOnlyList<PairOutcome>> RunAsync(Action<PairOutcome> onOutcome, CancellationToken cancellationToken)
    {
        var pairs = Channel.CreateUnbounded<Pair>();
        foreach (Pair pair in options.Pairs) pairs.Writer.TryWrite(pair);
        pairs.Writer.Complete();
        var outcomes = new Dictionary<Pair, PairOutcome>();
        // One that fails to build ends the others: without it the run would only take longer, and hide that.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAll(Enumerable.Range(0, Math.Min(options.Laboratories, options.Pairs.Count)).Select(_ => WorkAsync()));
        return [.. options.Pairs.Select(p => outcomes[p])];

        async Task WorkAsync()
        {
            try
            {
                await using Arena arena = await Arena.BuildAsync(certificate, options.Delay, stop.Token);
                var trial = new PairTrial(arena);
                await foreach (Pair pair in pairs.Reader.ReadAllAsync(stop.Token))
                {
                    PairOutcome outcome = await trial.RunAsync(pair, stop.Token);
                    lock (outcomes)
                    {
                        outcomes.Add(pair, outcome);
                        onOutcome(outcome);
                    }
                }
            }
            catch
            {
                await stop.CancelAsync();
                throw;
            }
        }
    }
}
