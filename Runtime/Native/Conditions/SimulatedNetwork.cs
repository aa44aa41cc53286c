using System;
using System.Runtime.InteropServices;
using P2PNet.Rtc;

namespace P2PNet.Native
{
    /// <summary>Both directions of what a network thread simulates. Thread: the network thread's.</summary>
    internal sealed class SimulatedNetwork : IDisposable
    {
        private readonly IRandom _seeds;

        public SimulatedNetwork(BufferPool buffers, IRandom seeds)
        {
            _seeds = seeds;
            Outgoing = new SimulatedLine(buffers);
            Incoming = new SimulatedLine(buffers);
        }

        public SimulatedLine Outgoing { get; }

        public SimulatedLine Incoming { get; }

        public Timestamp NextTimeout => Timestamp.Min(Outgoing.NextTimeout, Incoming.NextTimeout);

        /// <summary>Takes effect on what comes from now on; see <see cref="SimulatedLine.SetConditions"/>.</summary>
        /// <param name="conditions">Null for none.</param>
        public void Set(SimulatedConditions? conditions)
        {
            Outgoing.SetConditions(conditions?.Sending, conditions?.Sending?.Seed ?? _seeds.NextUInt64());
            // Not the same dice for both directions: requests and answers would share their fate.
            Incoming.SetConditions(conditions?.Receiving, ~(conditions?.Receiving?.Seed ?? _seeds.NextUInt64()));
        }

        /// <summary>Sends what has passed.</summary>
        public void Flush(Timestamp now, UdpSocketSet sockets)
        {
            while (Outgoing.TryTake(now, out DatagramInfo info, out PooledBuffer? datagram))
            {
                using (datagram)
                {
                    MemoryMarshal.TryGetArray(datagram!.Memory, out ArraySegment<byte> bytes);
                    sockets.Send(bytes.Array!, new Transmit(info.Socket, info.Remote, bytes.Offset, bytes.Count));
                }
            }
        }

        public void Dispose()
        {
            Outgoing.Dispose();
            Incoming.Dispose();
        }
    }
}
