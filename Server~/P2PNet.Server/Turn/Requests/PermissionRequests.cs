using System;
using P2PNet.Rtc;
using P2PNet.Rtc.Stun;
using P2PNet.Rtc.Turn;

namespace P2PNet.Server.Turn;

/// <summary>CreatePermission (RFC 8656 §10.2) and ChannelBind (§12.2): which peers a client talks to.</summary>
internal sealed class PermissionRequests(TurnServerOptions options, RelayAddresses addresses, Replies replies)
{
    /// <summary>All addresses of the request or, with the first that can't be, none.</summary>
    public void HandleCreatePermission(Timestamp now, in StunMessage request, Allocation allocation, Caller caller)
    {
        if (allocation.PermissionCount >= options.MaxPermissions) allocation.Sweep(now);
        int count = 0;
        int added = 0;
        StunErrorCode? refused = null;
        for (int at = Next(request, 0, out ReadOnlySpan<byte> value); at >= 0 && refused is null; at = Next(request, at, out value), count++)
        {
            if (!XorAddressAttribute.TryDecode(value, request.TransactionId, out TransportAddress peer)) refused = StunErrorCode.BadRequest;
            else refused = Check(allocation, peer);
            if (allocation.PermissionFor(peer) is null) added++;
        }

        if (count == 0) refused = StunErrorCode.BadRequest;
        if (refused is null && allocation.PermissionCount + added > options.MaxPermissions) refused = StunErrorCode.InsufficientCapacity;
        if (refused is StunErrorCode code)
        {
            replies.Refuse(request, allocation.Client, caller, code);
            return;
        }

        for (int at = Next(request, 0, out ReadOnlySpan<byte> value); at >= 0; at = Next(request, at, out value))
        {
            XorAddressAttribute.TryDecode(value, request.TransactionId, out TransportAddress peer);
            allocation.Permit(peer, now);
        }

        Answer(request, allocation, caller);
    }

    public void HandleChannelBind(Timestamp now, in StunMessage request, Allocation allocation, Caller caller)
    {
        if (CheckBind(now, request, allocation, out ushort number, out TransportAddress peer) is StunErrorCode refused)
        {
            replies.Refuse(request, allocation.Client, caller, refused);
            return;
        }

        Permission permission = allocation.Permit(peer, now);
        if (allocation.ChannelOf(number) is not { } channel) allocation.Add(channel = new Channel(number, peer, permission) { IsOwnAddress = addresses.IsOwn(peer) });
        channel.ExpiresAt = now + Channel.Lifetime;
        Answer(request, allocation, caller);
    }

    private static int Next(in StunMessage request, int position, out ReadOnlySpan<byte> value)
    {
        position = request.ReadNext(position, out StunAttributeType type, out value);
        while (position >= 0 && type != StunAttributeType.XorPeerAddress) position = request.ReadNext(position, out type, out value);
        return position;
    }

    private StunErrorCode? CheckBind(Timestamp now, in StunMessage request, Allocation allocation, out ushort number, out TransportAddress peer)
    {
        peer = default;
        if (!ChannelNumberAttribute.TryRead(request, out number) || !ClientChannels.IsChannel(number)
            || !XorAddressAttribute.TryRead(request, StunAttributeType.XorPeerAddress, out peer) || peer.Port == 0) return StunErrorCode.BadRequest;
        Channel? ofNumber = Current(allocation, allocation.ChannelOf(number), now);
        Channel? ofPeer = Current(allocation, allocation.ChannelTo(peer), now);
        // Both or neither, and the same: a channel is never bound to another peer while it stands, nor a peer to another channel.
        if (ofNumber != ofPeer) return StunErrorCode.BadRequest;
        if (Check(allocation, peer) is StunErrorCode refused) return refused;
        if (addresses.IsListener(peer)) return StunErrorCode.Forbidden;
        if (allocation.ChannelCount >= options.MaxChannels || allocation.PermissionCount >= options.MaxPermissions) allocation.Sweep(now);
        bool fits = ofPeer != null || allocation.ChannelCount < options.MaxChannels;
        fits &= allocation.PermissionFor(peer) != null || allocation.PermissionCount < options.MaxPermissions;
        return fits ? null : StunErrorCode.InsufficientCapacity;
    }

    private static Channel? Current(Allocation allocation, Channel? channel, Timestamp now)
    {
        if (channel is null || channel.ExpiresAt > now) return channel;
        allocation.Remove(channel);
        return null;
    }

    /// <summary>
    /// An address that has relays may always be named, because another may be there; what is none is never reached. The machine's other
    /// addresses are none of the Internet's: what is sent there would come past the firewall.
    /// </summary>
    private StunErrorCode? Check(Allocation allocation, in TransportAddress peer)
    {
        if (allocation.RelayFor(peer) is null) return StunErrorCode.PeerAddressFamilyMismatch;
        bool isAllowed = addresses.MayHaveRelays(peer)
            || (addresses.IsOwn(peer) ? options.Peers.AllowsOwn(peer, allocation.Client.Address) : options.Peers.Allows(peer, allocation.Client.Address));
        return isAllowed ? null : StunErrorCode.Forbidden;
    }

    private void Answer(in StunMessage request, Allocation allocation, Caller caller)
    {
        StunWriter response = replies.Success(request);
        replies.Send(ref response, allocation.Client, caller);
    }
}
