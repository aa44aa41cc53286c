using System;
using System.Collections.Generic;
using P2PNet.Rtc;
using P2PNet.Rtc.Turn;
using P2PNet.Tests.Network;

namespace P2PNet.Tests.Rtc.Turn
{
    /// <summary>A <see cref="TurnClient"/> alone at a host.</summary>
    internal sealed class TurnClientNode : INetworkNode
    {
        private readonly Queue<byte[]> _wrapped = new Queue<byte[]>();

        public TurnClientNode(TurnClientOptions options, ICryptoProvider crypto, IRandom random) => Client = new TurnClient(options, crypto, random);

        public TurnClient Client { get; }

        public List<TurnFailure> Failures { get; } = new List<TurnFailure>();

        /// <summary>Relayed addresses in the order in which they came.</summary>
        public List<TransportAddress> Allocated { get; } = new List<TransportAddress>();

        public List<(TransportAddress Peer, byte[] Bytes)> Received { get; } = new List<(TransportAddress, byte[])>();

        public Timestamp NextTimeout => Client.NextTimeout;

        public bool Send(Timestamp now, in TransportAddress peer, ReadOnlySpan<byte> bytes)
        {
            var buffer = new byte[DataIndication.MaxHeadroom + bytes.Length + DataIndication.MaxTailroom];
            bytes.CopyTo(buffer.AsSpan(DataIndication.MaxHeadroom));
            int offset = DataIndication.MaxHeadroom;
            int length = bytes.Length;
            if (!Client.TryWrap(now, buffer, peer, ref offset, ref length)) return false;
            _wrapped.Enqueue(buffer.AsSpan(offset, length).ToArray());
            return true;
        }

        public void HandleDatagram(Timestamp now, in DatagramInfo info, Span<byte> datagram)
        {
            Client.HandleDatagram(now, info, datagram);
            if (Client.TryPollData(out TurnEvent data)) Received.Add((data.Peer, datagram.Slice(data.Offset, data.Length).ToArray()));
        }

        public void HandleTimeout(Timestamp now) => Client.HandleTimeout(now);

        public bool TryPollTransmit(Timestamp now, Span<byte> destination, out Transmit transmit)
        {
            if (Client.TryPollTransmit(now, destination, out transmit)) return true;
            if (!_wrapped.TryDequeue(out byte[]? bytes)) return false;
            bytes.CopyTo(destination);
            transmit = new Transmit(Client.Options.Socket, Client.Options.Server, bytes.Length);
            return true;
        }

        public bool DispatchEvents(Timestamp now)
        {
            while (Client.TryPollEvent(out TurnEvent e))
            {
                if (e.Kind == TurnEventKind.Failed) Failures.Add(e.Failure!);
                else if (e.Kind == TurnEventKind.Allocated) Allocated.Add(Client.Allocation.RelayedIPv4);
            }

            return false;
        }
    }
}
