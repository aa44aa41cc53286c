using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;

namespace P2PNet.NatLab;

/// <summary>Several laboratories side by side, which share the work.</summary>
internal static class Laboratories
{
    /// <summary>Has each pair dealt with in one of the laboratories, whichever is free. One that fails ends them all: without it the run would only take longer.</summary>
    public static async Task ShareAsync(
        IReadOnlyList<Pair> pairs, int count, LabCertificate certificate, double delay, Func<Arena, Pair, CancellationToken, Task> deal, CancellationToken cancellationToken, int sites = 2)
    {
        var queue = Channel.CreateUnbounded<Pair>();
        foreach (Pair pair in pairs) queue.Writer.TryWrite(pair);
        queue.Writer.Complete();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAll(Enumerable.Range(0, Math.Min(count, pairs.Count)).Select(_ => WorkAsync()));

        async Task WorkAsync()
        {
            try
            {
                await using Arena arena = await Arena.BuildAsync(certificate, delay, stop.Token, sites: sites);
                await foreach (Pair pair in queue.Reader.ReadAllAsync(stop.Token)) await deal(arena, pair, stop.Token);
            }
            catch
            {
                await stop.CancelAsync();
                throw;
            }
        }
    }
}
