using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using P2PNet.Rtc;
using P2PNet.Rtc.Stun;
using P2PNet.Rtc.Turn;

namespace P2PNet.Server.Turn;

/// <summary>
/// The way of the data, both directions: what nearly every packet takes. A few look-ups, no copy, no allocation; headers are written
/// into the room before the data or skipped.
/// <para>
/// What one relay sends to another of the same server takes no socket: it is given to the other's client at once. That spares two
/// system calls, and works where the public address can't be reached from inside, as behind most clouds' one-to-one NATs.
/// </para>
/// </summary>
internal sealed class Forwarder(TurnServerOptions options, ITurnTransport transport, AllocationTable allocations, RelayAddresses addresses, TurnCounters counters, IRandom random)
{
    // What an IP packet holds (RFC 768, RFC 8200): a stream's ChannelData has room for more.
    private const int MaxDatagramIPv4 = 65_507;
    private const int MaxDatagramIPv6 = 65_527;

    private ulong _lastIndication = random.NextUInt64();

    /// <summary>A ChannelData message (RFC 8656 §12.6) at <c>buffer[offset .. offset + length]</c>.</summary>
    public void HandleChannelData(Timestamp now, in ClientTuple client, Span<byte> buffer, int offset, int length)
    {
        if (!ClientChannels.TryRead(buffer.Slice(offset, length), out ChannelDataHeader header))
        {
            counters.Malformed++;
            return;
        }

        if (allocations.Find(client, now) is not { } allocation)
        {
            counters.Unexpected++;
            return;
        }

        if (allocation.ChannelOf(header.Channel) is not { } channel || channel.ExpiresAt <= now || allocation.RelayFor(channel.Peer) is not { } relay)
        {
            counters.NoChannel++;
            return;
        }

        if (!IsDatagram(channel.Peer, header.DataLength) || !TryCharge(allocation, now, header.DataLength)) return;
        offset += ChannelDataHeader.Length;
        if (channel.IsOwnAddress) ToOwnAddress(now, allocation, relay, channel.Peer, buffer, offset, header.DataLength);
        else ToPeer(relay, channel.Peer, buffer.Slice(offset, header.DataLength));
    }

    /// <summary>A Send indication (RFC 8656 §11.2).</summary>
    public void HandleSend(Timestamp now, in ClientTuple client, in StunMessage indication, Span<byte> buffer, int offset)
    {
        bool dontFragment = DontFragmentAttribute.IsIn(indication);
        if (!DataIndication.TryRead(indication, out TransportAddress peer, out int at, out int length) || peer.Port == 0 || (dontFragment && !transport.CanSendUnfragmented))
        {
            counters.Malformed++;
            return;
        }

        if (allocations.Find(client, now) is not { } allocation)
        {
            counters.Unexpected++;
            return;
        }

        if (allocation.RelayFor(peer) is not { } relay || !allocation.HasPermission(peer, now))
        {
            counters.NoPermission++;
            return;
        }

        if (!IsDatagram(peer, length) || !TryCharge(allocation, now, length)) return;
        offset += at;
        if (addresses.IsOwn(peer)) ToOwnAddress(now, allocation, relay, peer, buffer, offset, length);
        else if (dontFragment) ToPeerUnfragmented(relay, peer, buffer.Slice(offset, length));
        else ToPeer(relay, peer, buffer.Slice(offset, length));
    }

    /// <summary>A datagram that a peer sent to a relay (RFC 8656 §11.3, §12.7).</summary>
    public void HandlePeer(Timestamp now, Relay relay, in TransportAddress peer, Span<byte> buffer, int offset, int length)
    {
        if (relay.Owner is not { } allocation || relay.ExpiresAt <= now)
        {
            counters.Unexpected++;
            return;
        }

        Channel? channel = allocation.ChannelTo(peer);
        bool isPermitted = channel != null ? channel.Permission.ExpiresAt > now : allocation.HasPermission(peer, now);
        if (!isPermitted)
        {
            counters.NoPermission++;
            return;
        }

        bool hasChannel = channel != null && channel.ExpiresAt > now;
        if (!hasChannel && !FitsIndication(peer, length))
        {
            counters.TooLong++;
            return;
        }

        if (!TryCharge(allocation, now, length)) return;
        counters.ToClients++;
        counters.BytesToClients += length;
        if (hasChannel) SendChannelData(allocation, channel!, buffer, offset, length);
        else SendDataIndication(allocation, peer, buffer, offset, length);
    }

    /// <summary>To a relay of this server at the peer's address, if there is one; else where the policy lets it go.</summary>
    private void ToOwnAddress(Timestamp now, Allocation from, Relay relay, in TransportAddress peer, Span<byte> buffer, int offset, int length)
    {
        if (allocations.Find(peer) is { } target)
        {
            counters.ToPeers++;
            counters.BytesToPeers += length;
            counters.BetweenRelays++;
            HandlePeer(now, target, relay.External, buffer, offset, length);
        }
        else if (!addresses.IsListener(peer) && options.Peers.AllowsOwn(peer, from.Client.Address))
        {
            ToPeer(relay, peer, buffer.Slice(offset, length));
        }
        else
        {
            counters.Refused++;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void ToPeer(Relay relay, in TransportAddress peer, Span<byte> datagram)
    {
        counters.ToPeers++;
        counters.BytesToPeers += datagram.Length;
        transport.SendToPeer(relay.Handle, peer, datagram);
    }

    private void ToPeerUnfragmented(Relay relay, in TransportAddress peer, Span<byte> datagram)
    {
        counters.ToPeers++;
        counters.BytesToPeers += datagram.Length;
        transport.SendToPeerUnfragmented(relay.Handle, peer, datagram);
    }

    private void SendChannelData(Allocation allocation, Channel channel, Span<byte> buffer, int offset, int length)
    {
        int start = offset - ChannelDataHeader.Length;
        new ChannelDataHeader(channel.Number, (ushort)length).Write(buffer[start..]);
        // Streams are kept aligned (RFC 8656 §12.5).
        int padding = allocation.Client.IsStream ? ChannelDataHeader.PaddingFor(length) : 0;
        if (padding > 0) buffer.Slice(offset + length, padding).Clear();
        transport.SendToClient(allocation.Client, buffer.Slice(start, ChannelDataHeader.Length + length + padding));
    }

    private void SendDataIndication(Allocation allocation, in TransportAddress peer, Span<byte> buffer, int offset, int length)
    {
        Span<byte> id = stackalloc byte[TransactionId.Length];
        id.Clear();
        BinaryPrimitives.WriteUInt64BigEndian(id[4..], ++_lastIndication);
        int start = DataIndication.WrapInPlace(buffer, offset, length, StunMethod.Data, peer, TransactionId.Read(id), out int whole);
        transport.SendToClient(allocation.Client, buffer.Slice(start, whole));
    }

    private bool IsDatagram(in TransportAddress peer, int length)
    {
        if (length <= (peer.IsIPv6 ? MaxDatagramIPv6 : MaxDatagramIPv4)) return true;
        counters.TooLong++;
        return false;
    }

    /// <summary>The header's length has 16 bits: one that had run over would leave a stream's client in the middle of a message.</summary>
    private static bool FitsIndication(in TransportAddress peer, int length) =>
        DataIndication.HeadroomFor(peer) - StunHeader.Length + StunMessage.Padded(length) <= ushort.MaxValue;

    private bool TryCharge(Allocation allocation, Timestamp now, int bytes)
    {
        if (allocation.Payers.TryCharge(now, bytes)) return true;
        counters.Throttled++;
        return false;
    }
}
