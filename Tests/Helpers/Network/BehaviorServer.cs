using System;
using System.Collections.Generic;
using P2PNet.Rtc;
using P2PNet.Rtc.Stun;

namespace P2PNet.Tests.Network
{
    /// <summary>A STUN server with two addresses and two ports (RFC 5780 §6), and with the faults and lies that a test asks for.</summary>
    internal sealed class BehaviorServer
    {
        private readonly Face[] _faces = new Face[4];

        /// <summary>Listens at both addresses and both ports.</summary>
        public BehaviorServer(VirtualNetwork network, string primary, string other, ushort primaryPort = 3478, ushort otherPort = 3479)
        {
            for (int i = 0; i < 4; i++)
            {
                _faces[i] = new Face(this, i);
                _faces[i].Host = network.AddHost("stun" + i, network.Internet, _faces[i]);
                _faces[i].Address = _faces[i].Host.AddAddress((i & 2) == 0 ? primary : other, (i & 1) == 0 ? primaryPort : otherPort);
            }

            Other = OtherAddress;
        }

        public TransportAddress Primary => _faces[0].Address;

        public TransportAddress OtherPort => _faces[1].Address;

        public TransportAddress OtherIP => _faces[2].Address;

        public TransportAddress OtherAddress => _faces[3].Address;

        /// <summary>What OTHER-ADDRESS says to those who ask the primary address; invalid: nothing. Default the truth.</summary>
        public TransportAddress Other { get; set; }

        /// <summary>Whether CHANGE-REQUEST is answered 420.</summary>
        public bool RefusesChange { get; set; }

        /// <summary>Whether CHANGE-REQUEST is passed over.</summary>
        public bool IgnoresChange { get; set; }

        /// <summary>Whether MAPPED-ADDRESS alone is sent, as before RFC 5389.</summary>
        public bool IsOld { get; set; }

        /// <summary>Whether requests are refused with 500.</summary>
        public bool IsOutOfOrder { get; set; }

        /// <summary>What MAPPED-ADDRESS says; invalid: the truth. Somebody on the way might have changed it.</summary>
        public TransportAddress PlainAddress { get; set; }

        /// <summary>What XOR-MAPPED-ADDRESS says; invalid: the truth.</summary>
        public TransportAddress MappedAddress { get; set; }

        public int Requests { get; private set; }

        public LinkConditions Conditions
        {
            set
            {
                foreach (Face face in _faces) face.Host.Conditions = value;
            }
        }

        /// <summary>Whether the second address is there at all.</summary>
        public bool HasOtherAddress
        {
            set => _faces[2].Host.IsOnline = _faces[3].Host.IsOnline = value;
        }

        /// <summary>Whether the primary address has its second port.</summary>
        public bool HasOtherPort
        {
            set => _faces[1].Host.IsOnline = value;
        }

        private void Answer(int face, in DatagramInfo info, in StunMessage message)
        {
            Requests++;
            ChangeRequestAttribute.TryRead(message, out ChangeRequestAttribute change);
            bool changes = change.ChangeAddress || change.ChangePort;
            int from = IgnoresChange ? face : face ^ (change.ChangeAddress ? 2 : 0) ^ (change.ChangePort ? 1 : 0);
            var buffer = new byte[200];
            int length = IsOutOfOrder || (RefusesChange && changes)
                ? WriteError(buffer, message.TransactionId, changes ? StunErrorCode.UnknownAttribute : StunErrorCode.ServerError)
                : WriteSuccess(buffer, message.TransactionId, info.Remote, face, from);
            _faces[RefusesChange ? face : from].Outbox.Enqueue((info, buffer.AsSpan(0, length).ToArray()));
        }

        private static int WriteError(byte[] buffer, TransactionId id, StunErrorCode code)
        {
            var writer = new StunWriter(buffer, StunClass.ErrorResponse, StunMethod.Binding, id);
            new ErrorCodeAttribute(code, ReadOnlySpan<byte>.Empty).AddTo(ref writer);
            return writer.Length;
        }

        private int WriteSuccess(byte[] buffer, TransactionId id, in TransportAddress remote, int face, int from)
        {
            var writer = new StunWriter(buffer, StunClass.SuccessResponse, StunMethod.Binding, id);
            if (!IsOld) XorAddressAttribute.AddTo(ref writer, StunAttributeType.XorMappedAddress, MappedAddress.IsValid ? MappedAddress : remote);
            AddressAttribute.AddTo(ref writer, StunAttributeType.MappedAddress, PlainAddress.IsValid ? PlainAddress : remote);
            AddressAttribute.AddTo(ref writer, StunAttributeType.ResponseOrigin, _faces[from].Address);
            TransportAddress other = face == 0 ? Other : _faces[face ^ 3].Address;
            if (other.IsValid) AddressAttribute.AddTo(ref writer, StunAttributeType.OtherAddress, other);
            Fingerprint.AddTo(ref writer);
            return writer.Length;
        }

        /// <summary>One address and port of it.</summary>
        private sealed class Face : INetworkNode
        {
            private readonly BehaviorServer _server;
            private readonly int _index;

            public Face(BehaviorServer server, int index)
            {
                _server = server;
                _index = index;
            }

            public VirtualHost Host { get; set; } = null!;

            public TransportAddress Address { get; set; }

            public Queue<(DatagramInfo To, byte[] Bytes)> Outbox { get; } = new Queue<(DatagramInfo, byte[])>();

            public Timestamp NextTimeout => Timestamp.Never;

            public void HandleDatagram(Timestamp now, in DatagramInfo info, Span<byte> datagram)
            {
                if (StunMessage.TryParse(datagram, out StunMessage message) && message.Class == StunClass.Request) _server.Answer(_index, info, message);
            }

            public void HandleTimeout(Timestamp now)
            {
            }

            public bool TryPollTransmit(Timestamp now, Span<byte> destination, out Transmit transmit)
            {
                transmit = default;
                if (!Outbox.TryDequeue(out (DatagramInfo To, byte[] Bytes) answer)) return false;
                answer.Bytes.CopyTo(destination);
                transmit = new Transmit(SocketId.For(answer.To.Remote), answer.To.Remote, answer.Bytes.Length);
                return true;
            }

            public bool DispatchEvents(Timestamp now) => false;
        }
    }
}
