using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using P2PNet.Native;
using P2PNet.Rtc;
using P2PNet.Rtc.Discovery;
using P2PNet.Rtc.Stun;
using P2PNet.Rtc.Turn;
using P2PNet.Server.Turn;

namespace P2PNet.Server;

/// <summary>
/// Asks a relay as a player would: for a relayed address, with a credential made for the occasion, and gives it back. So a wrong secret,
/// a full relay and a closed port all show before a player meets them.
/// </summary>
internal sealed class RelayProbe(RelayServer relay, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly NetworkClock _clock = new();

    /// <summary>Tries the first way of each transport.</summary>
    /// <returns>Whether any works, and what is wrong with those that don't.</returns>
    public async Task<(bool Works, string? Problem)> RunAsync(CancellationToken cancellation)
    {
        bool works = false;
        var problems = new List<string>();
        (string username, string password) = RestCredentials.Make(NativeCrypto.Create(), relay.Secret, "p2pnet-probe", time.GetUtcNow() + TimeSpan.FromMinutes(1));
        var server = new IceServer(relay.Urls!, username, password);
        foreach ((string text, TurnUrl url) in server.Urls.Select(text => (Text: text, Url: TurnUrl.TryParse(text, out TurnUrl url) ? url : default)).DistinctBy(way => way.Url.Transport))
        {
            string? problem = await TryAsync(server, text, url, cancellation);
            works |= problem is null;
            if (problem != null) problems.Add($"{url.Transport.ToString().ToUpperInvariant()}: {problem}");
        }

        return (works, problems.Count == 0 ? null : string.Join("; ", problems));
    }

    private async Task<string?> TryAsync(IceServer server, string text, TurnUrl url, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        try
        {
            Timestamp deadline = _clock.Now + Patience;
            IPAddress[] addresses = await Dns.GetHostAddressesAsync(url.Host, patience.Token);
            var way = new RelayWay(server, text, url, [.. addresses.Select(address => TransportAddress.FromAddress(address, url.Port))]);
            return ProblemOf(await RelayTrial.RunAsync(_clock, way, deadline, cancellation));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return "its name is not looked up in time";
        }
        catch (SocketException e)
        {
            return e.Message.TrimEnd('.');
        }
    }

    private static string? ProblemOf(RelayTrial trial)
    {
        if (trial.Outcome is not RelayProbeOutcome outcome) return trial.Problem!.TrimEnd('.');
        if (outcome.Relayed.IsValid) return null;
        if (!outcome.Answered) return "no answer";
        if (outcome.Failure?.Code == StunErrorCode.Unauthenticated) return "it does not take our credentials: check the secret";
        return "it " + (outcome.Failure?.Reason ?? "did not answer in time");
    }
}
