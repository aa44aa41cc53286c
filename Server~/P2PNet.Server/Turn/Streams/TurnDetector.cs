using System;
using System.IO;
using System.IO.Pipelines;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Connections;
using P2PNet.Rtc.Turn;

namespace P2PNet.Server.Turn;

/// <summary>
/// Tells TURN from HTTP and TLS by the first byte of a connection, so that all of them can have one port: a STUN request begins with
/// 0 or 1, a TLS handshake with 22, HTTP with a letter. (ChannelData begins with 0x40 to 0x4F, as many letters do, but never comes first.)
/// </summary>
internal sealed class TurnDetector(TurnStreams streams)
{
    /// <summary>How long a connection may say nothing at all; as long as HTTP's headers may take.</summary>
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(10);

    /// <summary>Puts itself before what else is spoken on a port.</summary>
    /// <param name="next">What else is spoken; null for nothing.</param>
    /// <param name="transport">Whether this is inside or outside of TLS.</param>
    public ConnectionDelegate Before(ConnectionDelegate? next, TurnTransport transport) => async connection =>
    {
        int first = await PeekAsync(connection);
        if (first is 0 or 1) await streams.ServeAsync(connection, transport);
        else if (first >= 0 && next != null) await next(connection);
    };

    /// <summary>The first byte, which is still there for the next reader; -1 where none comes.</summary>
    private static async Task<int> PeekAsync(ConnectionContext connection)
    {
        using var patience = new CancellationTokenSource(LongestSilence);
        try
        {
            ReadResult result = await connection.Transport.Input.ReadAsync(patience.Token);
            int first = result.Buffer.IsEmpty ? -1 : result.Buffer.FirstSpan[0];
            connection.Transport.Input.AdvanceTo(result.Buffer.Start);
            return first;
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ConnectionAbortedException)
        {
            return -1;
        }
    }
}
