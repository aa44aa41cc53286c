using System;
using System.Collections.Generic;
using P2PNet.Rtc;
using P2PNet.Rtc.Stun;

namespace P2PNet.Tests.Network
{
    /// <summary>A STUN server that tells everybody how it sees them.</summary>
    internal sealed class StunServerNode : INetworkNode
    {
        /// <summary>Where <see cref="Place"/> puts it.</summary>
        private const string Address = "203.0.113.1";

        private readonly Queue<(DatagramInfo Info, TransactionId Id)> _answers = new Queue<(DatagramInfo, TransactionId)>();

        public int Requests { get; private set; }

        public Timestamp NextTimeout => Timestamp.Never;

        /// <summary>Puts one on a host of its own.</summary>
        public static StunServerNode Place(VirtualNetwork network)
        {
            var node = new StunServerNode();
            network.AddHost("STUN", network.Internet, node).AddAddress(Address, 3478);
            return node;
        }

        public void HandleDatagram(Timestamp now, in DatagramInfo info, Span<byte> datagram)
        {
            if (!StunMessage.TryParse(datagram, out StunMessage message) || message.Class != StunClass.Request) return;
            Requests++;
            _answers.Enqueue((info, message.TransactionId));
        }

        public void HandleTimeout(Timestamp now)
        {
        }

        public bool TryPollTransmit(Timestamp now, Span<byte> destination, out Transmit transmit)
        {
            transmit = default;
            if (!_answers.TryDequeue(out (DatagramInfo Info, TransactionId Id) answer)) return false;
            var writer = new StunWriter(destination, StunClass.SuccessResponse, StunMethod.Binding, answer.Id);
            XorAddressAttribute.AddTo(ref writer, StunAttributeType.XorMappedAddress, answer.Info.Remote);
            transmit = new Transmit(answer.Info.Socket, answer.Info.Remote, writer.Length);
            return true;
        }

        public bool DispatchEvents(Timestamp now) => false;
    }
}
