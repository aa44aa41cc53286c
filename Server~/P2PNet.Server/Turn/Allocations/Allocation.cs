using System.Collections.Generic;
using P2PNet.Rtc;
using P2PNet.Rtc.Stun;
using P2PNet.Rtc.Turn;

namespace P2PNet.Server.Turn;

/// <summary>
/// What a client has at this server (RFC 8656 §3.2, §6): one or two relayed addresses, the permissions and the channels of its peers.
/// </summary>
internal sealed class Allocation(in ClientTuple client, Payers payers, TransactionId transactionId)
{
    private readonly ClientTuple _client = client;
    private readonly Dictionary<TransportAddress, Permission> _permissions = [];
    private readonly Dictionary<ushort, Channel> _channels = [];
    private readonly Dictionary<TransportAddress, Channel> _channelsByPeer = [];

    public ref readonly ClientTuple Client => ref _client;

    public User User => Payers.User;

    /// <summary>Who is charged for what it carries.</summary>
    public Payers Payers { get; } = payers;

    /// <summary>Of the request that made it, by which a retransmission is known.</summary>
    public TransactionId TransactionId { get; } = transactionId;

    public Relay? IPv4 { get; set; }

    public Relay? IPv6 { get; set; }

    /// <summary>What the next port was reserved by, or 0; kept for retransmissions.</summary>
    public ulong ReservationToken { get; set; }

    /// <summary>Where both families were asked for and one was given: why there is none of <see cref="MissingFamily"/>; 0 where nothing is missing.</summary>
    public StunErrorCode MissingFamilyError { get; set; }

    public AddressFamily MissingFamily { get; set; }

    public bool IsOver => IPv4 is null && IPv6 is null;

    public int PermissionCount => _permissions.Count;

    public int ChannelCount => _channels.Count;

    public Relay? RelayFor(in TransportAddress peer) => peer.IsIPv6 ? IPv6 : IPv4;

    /// <summary>The channel of a number; it may be over, which <see cref="Channel.ExpiresAt"/> says.</summary>
    public Channel? ChannelOf(ushort number) => _channels.GetValueOrDefault(number);

    /// <summary>The channel to a peer; it may be over.</summary>
    public Channel? ChannelTo(in TransportAddress peer) => _channelsByPeer.GetValueOrDefault(peer);

    public Permission? PermissionFor(in TransportAddress peer) => _permissions.GetValueOrDefault(peer.WithPort(0));

    public bool HasPermission(in TransportAddress peer, Timestamp now) => PermissionFor(peer) is { } permission && permission.ExpiresAt > now;

    /// <summary>Makes or renews the permission for a peer's IP address.</summary>
    public Permission Permit(in TransportAddress peer, Timestamp now)
    {
        if (PermissionFor(peer) is not { } permission) _permissions.Add(peer.WithPort(0), permission = new Permission());
        permission.ExpiresAt = now + Permission.Lifetime;
        return permission;
    }

    public void Add(Channel channel)
    {
        _channels.Add(channel.Number, channel);
        _channelsByPeer.Add(channel.Peer, channel);
        channel.Permission.Channels++;
    }

    public void Remove(Channel channel)
    {
        _channels.Remove(channel.Number);
        _channelsByPeer.Remove(channel.Peer);
        channel.Permission.Channels--;
    }

    /// <summary>The machine has other addresses than when the channels were bound.</summary>
    public void Review(RelayAddresses addresses)
    {
        foreach (Channel channel in _channels.Values) channel.IsOwnAddress = addresses.IsOwn(channel.Peer);
    }

    /// <summary>Forgets permissions and channels that are over, or whose address family has no relay any more.</summary>
    public void Sweep(Timestamp now)
    {
        foreach (Channel channel in _channels.Values)
        {
            if (channel.ExpiresAt <= now || RelayFor(channel.Peer) is null) Remove(channel);
        }

        foreach ((TransportAddress peer, Permission permission) in _permissions)
        {
            if ((permission.ExpiresAt <= now || RelayFor(peer) is null) && permission.Channels == 0) _permissions.Remove(peer);
        }
    }
}
