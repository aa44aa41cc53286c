using System;
using P2PNet.Rtc;

namespace P2PNet.Server.Turn;

/// <summary>
/// A TURN server (RFC 8656) and STUN server (RFC 8489, RFC 5780) without sockets, threads and clocks: time and randomness come in,
/// datagrams leave by an <see cref="ITurnTransport"/>. One thread owns it.
/// <para>
/// The buffers of <see cref="HandleClient"/> and <see cref="HandlePeer"/> have <see cref="Headroom"/> writable bytes before the message
/// and <see cref="Tailroom"/> after it, so that what is relayed is framed where it lies.
/// </para>
/// </summary>
internal sealed class TurnServer
{
    /// <summary>What a Data indication has before an IPv6 peer's datagram: header, XOR-PEER-ADDRESS, header of DATA.</summary>
    public const int Headroom = 20 + 24 + 4;

    /// <summary>Padding to a multiple of 4.</summary>
    public const int Tailroom = 3;

    /// <summary>The longest response.</summary>
    public const int MaxResponseLength = 512;

    private readonly ITurnTransport _transport;

    public TurnServer(TurnServerOptions options, ITurnTransport transport, ICryptoProvider crypto, IRandom random) => _transport = transport;

    public TurnCounters Counters { get; } = new();

    /// <summary>When <see cref="HandleTimeout"/> is to be called.</summary>
    public Timestamp NextTimeout => Timestamp.Never;

    /// <summary>A datagram, or a message cut out of a stream, from a client.</summary>
    /// <param name="now">The time.</param>
    /// <param name="client">Who sent it.</param>
    /// <param name="buffer">Where it lies, with head- and tailroom.</param>
    /// <param name="offset">Where it begins in there.</param>
    /// <param name="length">Its length.</param>
    public void HandleClient(Timestamp now, in ClientTuple client, Span<byte> buffer, int offset, int length) => _ = _transport;

    /// <summary>A datagram that came to a relay's socket.</summary>
    /// <param name="now">The time.</param>
    /// <param name="relay">The socket.</param>
    /// <param name="peer">Who sent it.</param>
    /// <param name="buffer">Where it lies, with head- and tailroom.</param>
    /// <param name="offset">Where it begins in there.</param>
    /// <param name="length">Its length; 0 is a datagram too.</param>
    public void HandlePeer(Timestamp now, RelayHandle relay, in TransportAddress peer, Span<byte> buffer, int offset, int length)
    {
    }

    /// <summary>A client's TCP connection has ended, and with it the allocation made on it.</summary>
    public void HandleClientGone(Timestamp now, in ClientTuple client)
    {
    }

    public void HandleTimeout(Timestamp now)
    {
    }
}
