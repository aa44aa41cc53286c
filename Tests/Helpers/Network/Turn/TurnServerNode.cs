using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using P2PNet.Rtc;
using P2PNet.Rtc.Stun;
using P2PNet.Rtc.Turn;

namespace P2PNet.Tests.Network
{
    /// <summary>
    /// As much of a TURN server (RFC 8656) as a client can tell from a real one, with a script for its refusals. It relays from further
    /// ports of its own host.
    /// </summary>
    internal sealed class TurnServerNode : INetworkNode
    {
        public const string Username = "1700000000:ann";
        public const string Password = "a secret";
        public const string Realm = "example.org";

        private readonly ICryptoProvider _crypto;
        private readonly byte[] _md5Key = new byte[LongTermKey.Length];
        private readonly byte[] _sha256Key = new byte[LongTermKey.Sha256Length];
        private readonly List<Action<byte[]>> _streams = new List<Action<byte[]>>();
        private readonly List<TurnServerAllocation> _allocations = new List<TurnServerAllocation>();
        private readonly Queue<(SocketId Socket, TransportAddress Remote, byte[] Bytes)> _outgoing = new Queue<(SocketId, TransportAddress, byte[])>();
        private VirtualHost _host = null!;
        private TransportAddress _ipv6;
        private ushort _nextPort = 50001;
        private byte _nextSocket = SocketId.FirstRelay;
        private int _nonce = 1;

        public TurnServerNode(ICryptoProvider crypto)
        {
            _crypto = crypto;
            LongTermKey.Derive(crypto, Username, Realm, Password, _md5Key);
            LongTermKey.DeriveSha256(crypto, Username, Realm, Password, _sha256Key);
        }

        /// <summary>Gives an error in place of the answer; asked for each authenticated request.</summary>
        public Func<StunMethod, StunErrorCode?>? Refusal { get; set; }

        /// <summary>Goes with 300.</summary>
        public TransportAddress Alternate { get; set; }

        /// <summary>Names password algorithms and asks for SHA-256, as servers of RFC 8489 do.</summary>
        public bool IsModern { get; set; }

        /// <summary>Lets anybody in.</summary>
        public bool IsOpen { get; set; }

        /// <summary>Nobody's credentials are right any more.</summary>
        public bool HasNewPassword { get; set; }

        public uint MaxLifetime { get; set; } = 600;

        public IReadOnlyList<TurnServerAllocation> Allocations => _allocations;

        /// <summary>Methods in the order in which requests of them arrived, repeated ones too.</summary>
        public List<StunMethod> Requests { get; } = new List<StunMethod>();

        public long ChannelDataReceived { get; private set; }

        public long IndicationsReceived { get; private set; }

        public string Nonce => (IsModern ? "obMatJos2gAAA" : string.Empty) + "nonce" + _nonce;

        public Timestamp NextTimeout => Timestamp.Never;

        /// <summary>Puts it on a host, with UDP at this address; an IPv6 address to relay from, or null.</summary>
        public static TurnServerNode Place(VirtualNetwork network, ICryptoProvider crypto, string address, string? ipv6 = null)
        {
            var node = new TurnServerNode(crypto);
            node._host = network.AddHost("TURN", network.Internet, node);
            node._host.AddAddress(address, 3478);
            if (ipv6 != null) node._ipv6 = node._host.AddAddress(ipv6, 3478);
            return node;
        }

        public VirtualHost Host => _host;

        /// <summary>Takes a connection, whose bytes to the client go to this call.</summary>
        public SocketId Accept(Action<byte[]> send)
        {
            _host.SendToStream = (socket, bytes) => _streams[socket.Value - SocketId.FirstStream](bytes);
            _streams.Add(send);
            return new SocketId((byte)(SocketId.FirstStream + _streams.Count - 1));
        }

        /// <summary>Every nonce that it gave out is stale.</summary>
        public void ChangeNonce() => _nonce++;

        /// <summary>Forgets everything.</summary>
        public void Restart()
        {
            foreach (TurnServerAllocation allocation in _allocations.ToList()) Delete(allocation);
            _nonce += 100;
        }

        public void HandleDatagram(Timestamp now, in DatagramInfo info, Span<byte> datagram)
        {
            if (info.Socket.IsRelay) HandleFromPeer(now, info, datagram);
            else if (ChannelDataHeader.IsFirstByte(datagram[0])) HandleChannelData(now, info, datagram);
            else if (StunMessage.TryParse(datagram, out StunMessage message)) HandleMessage(now, info, message);
        }

        public void HandleTimeout(Timestamp now)
        {
        }

        public bool TryPollTransmit(Timestamp now, Span<byte> destination, out Transmit transmit)
        {
            transmit = default;
            if (!_outgoing.TryDequeue(out (SocketId Socket, TransportAddress Remote, byte[] Bytes) next)) return false;
            next.Bytes.CopyTo(destination);
            transmit = new Transmit(next.Socket, next.Remote, next.Bytes.Length);
            return true;
        }

        public bool DispatchEvents(Timestamp now) => false;

        private void HandleMessage(Timestamp now, in DatagramInfo info, in StunMessage message)
        {
            if (message.Class == StunClass.Indication)
            {
                HandleSend(now, info, message);
            }
            else if (message.Class == StunClass.Request)
            {
                Requests.Add(message.Method);
                if (message.Method == StunMethod.Binding) Answer(info, message, StunClass.SuccessResponse, default, isAuthenticated: false, Mapped(info));
                else if (TryAuthenticate(info, message)) HandleRequest(now, info, message);
            }
        }

        private void HandleRequest(Timestamp now, DatagramInfo info, in StunMessage message)
        {
            StunErrorCode? refusal = Refusal?.Invoke(message.Method);
            TurnServerAllocation? allocation = Find(now, info);
            if (refusal != null)
            {
                StunErrorCode code = refusal.Value;
                AddAttributes? add = null;
                if (code == StunErrorCode.TryAlternate) add = (ref StunWriter w) => AddressAttribute.AddTo(ref w, StunAttributeType.AlternateServer, Alternate);
                Answer(info, message, StunClass.ErrorResponse, code, isAuthenticated: true, add);
            }
            else if (message.Method == StunMethod.Allocate)
            {
                Allocate(now, info, message, allocation);
            }
            else if (allocation == null)
            {
                Answer(info, message, StunClass.ErrorResponse, StunErrorCode.AllocationMismatch);
            }
            else if (message.Method == StunMethod.Refresh)
            {
                Refresh(now, info, message, allocation);
            }
            else if (!XorAddressAttribute.TryRead(message, StunAttributeType.XorPeerAddress, out TransportAddress peer))
            {
                Answer(info, message, StunClass.ErrorResponse, StunErrorCode.BadRequest);
            }
            else if (!allocation.TryFindSocket(peer, out _))
            {
                Answer(info, message, StunClass.ErrorResponse, StunErrorCode.PeerAddressFamilyMismatch);
            }
            else if (!peer.IsPublic)
            {
                Answer(info, message, StunClass.ErrorResponse, StunErrorCode.Forbidden);
            }
            else
            {
                allocation.Permissions[peer.WithPort(0)] = now + TimeSpan.FromMinutes(5);
                if (ChannelNumberAttribute.TryRead(message, out ushort channel)) allocation.Channels[channel] = peer;
                Answer(info, message, StunClass.SuccessResponse);
            }
        }

        private void Allocate(Timestamp now, DatagramInfo info, in StunMessage message, TurnServerAllocation? existing)
        {
            if (existing != null && existing.Transaction != message.TransactionId)
            {
                Answer(info, message, StunClass.ErrorResponse, StunErrorCode.AllocationMismatch);
                return;
            }

            uint lifetime = Lifetime(message);
            TurnServerAllocation allocation = existing ?? Make(info, message);
            allocation.ExpiresAt = now + TimeSpan.FromSeconds(lifetime);
            Answer(info, message, StunClass.SuccessResponse, default, isAuthenticated: true, (ref StunWriter w) =>
            {
                foreach (TransportAddress relayed in allocation.Relayed.Values) XorAddressAttribute.AddTo(ref w, StunAttributeType.XorRelayedAddress, relayed);
                LifetimeAttribute.AddTo(ref w, lifetime);
                XorAddressAttribute.AddTo(ref w, StunAttributeType.XorMappedAddress, info.Remote);
            });
        }

        private TurnServerAllocation Make(in DatagramInfo info, in StunMessage message)
        {
            TextAttribute.TryRead(message, StunAttributeType.Username, out TextAttribute username);
            var allocation = new TurnServerAllocation(info, Encoding.UTF8.GetString(username.Utf8.ToArray())) { Transaction = message.TransactionId };
            _allocations.Add(allocation);
            Relay(allocation, _host.Addresses[0]);
            if (_ipv6.IsValid && AddressFamilyAttribute.TryRead(message, StunAttributeType.AdditionalAddressFamily, out _)) Relay(allocation, _ipv6);
            return allocation;
        }

        private void Refresh(Timestamp now, in DatagramInfo info, in StunMessage message, TurnServerAllocation allocation)
        {
            uint lifetime = Lifetime(message);
            if (lifetime == 0) Delete(allocation);
            allocation.ExpiresAt = now + TimeSpan.FromSeconds(lifetime);
            Answer(info, message, StunClass.SuccessResponse, default, isAuthenticated: true, (ref StunWriter w) => LifetimeAttribute.AddTo(ref w, lifetime));
        }

        private uint Lifetime(in StunMessage message) => LifetimeAttribute.TryRead(message, out uint wanted) ? Math.Min(wanted, MaxLifetime) : MaxLifetime;

        private void Relay(TurnServerAllocation allocation, in TransportAddress address)
        {
            var socket = new SocketId(_nextSocket++);
            TransportAddress relayed = address.WithPort(_nextPort++);
            allocation.Relayed.Add(socket, relayed);
            _host.AddSocket(socket, relayed);
        }

        private void Delete(TurnServerAllocation allocation)
        {
            foreach (SocketId socket in allocation.Relayed.Keys) _host.RemoveSocket(socket);
            _allocations.Remove(allocation);
        }

        private void HandleSend(Timestamp now, in DatagramInfo info, in StunMessage message)
        {
            IndicationsReceived++;
            TurnServerAllocation? allocation = Find(now, info);
            if (allocation == null || !DataIndication.TryRead(message, out TransportAddress peer, out int offset, out int length) || !allocation.Permits(now, peer)) return;
            if (allocation.TryFindSocket(peer, out SocketId socket)) _outgoing.Enqueue((socket, peer, message.Bytes.Slice(offset, length).ToArray()));
        }

        private void HandleChannelData(Timestamp now, in DatagramInfo info, ReadOnlySpan<byte> datagram)
        {
            ChannelDataReceived++;
            TurnServerAllocation? allocation = Find(now, info);
            if (allocation == null || !ChannelDataHeader.TryRead(datagram, out ChannelDataHeader header)) return;
            if (!allocation.Channels.TryGetValue(header.Channel, out TransportAddress peer) || !allocation.TryFindSocket(peer, out SocketId socket)) return;
            _outgoing.Enqueue((socket, peer, datagram.Slice(ChannelDataHeader.Length, header.DataLength).ToArray()));
        }

        private void HandleFromPeer(Timestamp now, DatagramInfo info, ReadOnlySpan<byte> datagram)
        {
            TurnServerAllocation? allocation = _allocations.Find(a => a.Relayed.ContainsKey(info.Socket));
            if (allocation == null || allocation.ExpiresAt <= now || !allocation.Permits(now, info.Remote)) return;
            byte[] wrapped;
            if (allocation.TryFindChannel(info.Remote, out ushort channel))
            {
                int padding = allocation.Client.Socket.IsStream ? ChannelDataHeader.PaddingFor(datagram.Length) : 0;
                wrapped = new byte[ChannelDataHeader.Length + datagram.Length + padding];
                new ChannelDataHeader(channel, (ushort)datagram.Length).Write(wrapped);
                datagram.CopyTo(wrapped.AsSpan(ChannelDataHeader.Length));
            }
            else
            {
                var buffer = new byte[DataIndication.MaxHeadroom + datagram.Length + DataIndication.MaxTailroom];
                datagram.CopyTo(buffer.AsSpan(DataIndication.MaxHeadroom));
                int start = DataIndication.WrapInPlace(buffer, DataIndication.MaxHeadroom, datagram.Length, StunMethod.Data, info.Remote, default, out int length);
                wrapped = buffer.AsSpan(start, length).ToArray();
            }

            _outgoing.Enqueue((allocation.Client.Socket, allocation.Client.Remote, wrapped));
        }

        private TurnServerAllocation? Find(Timestamp now, DatagramInfo info)
            => _allocations.Find(a => a.Client.Socket == info.Socket && a.Client.Remote == info.Remote && a.ExpiresAt > now);

        private bool TryAuthenticate(in DatagramInfo info, in StunMessage message)
        {
            if (IsOpen) return true;
            bool hasIntegrity = message.IntegrityOffset >= 0 || message.IntegritySha256Offset >= 0;
            if (!hasIntegrity || !TextAttribute.TryRead(message, StunAttributeType.Nonce, out TextAttribute nonce)) return Challenge(info, message, StunErrorCode.Unauthenticated);
            if (HasNewPassword || !Matches(message)) return Challenge(info, message, StunErrorCode.Unauthenticated);
            return nonce.Utf8.SequenceEqual(Encoding.UTF8.GetBytes(Nonce)) || Challenge(info, message, StunErrorCode.StaleNonce);
        }

        private bool Matches(in StunMessage message)
        {
            if (!TextAttribute.TryRead(message, StunAttributeType.Username, out TextAttribute username)) return false;
            if (!username.Utf8.SequenceEqual(Encoding.UTF8.GetBytes(Username))) return false;
            return message.IntegritySha256Offset >= 0 ? MessageIntegritySha256.Matches(message, _crypto, _sha256Key) : MessageIntegrity.Matches(message, _crypto, _md5Key);
        }

        private bool Challenge(in DatagramInfo info, in StunMessage message, StunErrorCode code)
        {
            Answer(info, message, StunClass.ErrorResponse, code, isAuthenticated: false, (ref StunWriter w) =>
            {
                TextAttribute.Realm(Encoding.UTF8.GetBytes(Realm)).AddTo(ref w);
                TextAttribute.Nonce(Encoding.UTF8.GetBytes(Nonce)).AddTo(ref w);
                if (!IsModern) return;
                ReadOnlySpan<PasswordAlgorithm> algorithms = new[] { PasswordAlgorithm.Sha256, PasswordAlgorithm.Md5 };
                PasswordAlgorithmAttribute.AddTo(ref w, StunAttributeType.PasswordAlgorithms, algorithms);
            });
            return false;
        }

        private static AddAttributes Mapped(DatagramInfo info) => (ref StunWriter w) => XorAddressAttribute.AddTo(ref w, StunAttributeType.XorMappedAddress, info.Remote);

        private delegate void AddAttributes(ref StunWriter writer);

        private void Answer(in DatagramInfo info, in StunMessage request, StunClass messageClass, StunErrorCode code = default, bool isAuthenticated = true, AddAttributes? add = null)
        {
            var buffer = new byte[600];
            var writer = new StunWriter(buffer, messageClass, request.Method, request.TransactionId);
            if (code != default) new ErrorCodeAttribute(code, default).AddTo(ref writer);
            add?.Invoke(ref writer);
            if (isAuthenticated && !IsOpen)
            {
                if (request.IntegritySha256Offset >= 0) MessageIntegritySha256.AddTo(ref writer, _crypto, _sha256Key);
                else MessageIntegrity.AddTo(ref writer, _crypto, _md5Key);
            }

            _outgoing.Enqueue((info.Socket, info.Remote, writer.Written.ToArray()));
        }
    }
}
