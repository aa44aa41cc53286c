using System;
using P2PNet.Rtc;

namespace P2PNet.Server.Turn;

/// <summary>
/// The sockets below a <see cref="TurnServer"/>: one thread owns both, and calls the server's doors.
/// <para>
/// Nothing is copied. A span passed to a Send method is a part of the buffer that was passed to the door which is running, or of what
/// <see cref="RentResponse"/> gave in it; the transport may send it later, in a batch, as long as it keeps that buffer until then.
/// Of the same buffer at most one part is sent, and the server does not look at it afterwards. Datagrams that can't be sent are
/// dropped and counted by the transport: sending never fails. What goes to one destination keeps its order.
/// </para>
/// </summary>
internal interface ITurnTransport
{
    /// <summary>Whether <see cref="SendToPeerUnfragmented"/> works here.</summary>
    bool CanSendUnfragmented { get; }

    /// <summary>A message for a client: over UDP a datagram from its listener, over a stream these bytes whole or not at all.</summary>
    void SendToClient(in ClientTuple client, Span<byte> message);

    /// <summary>A client has an allocation from now on, or none any more: what a connection is kept for.</summary>
    void SetAllocated(in ClientTuple client, bool isAllocated);

    /// <summary>A datagram from a relay's socket.</summary>
    void SendToPeer(RelayHandle relay, in TransportAddress peer, Span<byte> datagram);

    /// <summary>The same with the DF bit set (RFC 8656 §15). Rare.</summary>
    void SendToPeerUnfragmented(RelayHandle relay, in TransportAddress peer, Span<byte> datagram);

    /// <summary>Room for <see cref="TurnServer.MaxResponseLength"/> bytes, the caller's until it is sent or the door returns.</summary>
    Span<byte> RentResponse();

    /// <summary>Opens a UDP socket bound to exactly this address and port, for <see cref="TurnServer.HandlePeer"/> to receive from.</summary>
    RelayOpenResult TryOpenRelay(in TransportAddress local, out RelayHandle relay);

    /// <summary>Closes a relay's socket. What was sent on it before still leaves; nothing that arrives is passed on any more.</summary>
    void CloseRelay(RelayHandle relay);
}
