using System.Globalization;
using P2PNet.Rtc;

namespace P2PNet.Tests.Network
{
    /// <summary>One packet in the trace of a <see cref="VirtualNetwork"/>.</summary>
    internal sealed class PacketRecord
    {
        public PacketRecord(int index, Timestamp sentAt, VirtualHost from, TransportAddress source, TransportAddress destination, byte[] bytes)
        {
            Index = index;
            SentAt = sentAt;
            From = from;
            Source = source;
            Destination = destination;
            Bytes = bytes;
        }

        /// <summary>Counts every packet that was sent in this network, from 0.</summary>
        public int Index { get; }

        public Timestamp SentAt { get; }

        public VirtualHost From { get; }

        public TransportAddress Source { get; }

        public TransportAddress Destination { get; }

        public byte[] Bytes { get; }

        public PacketFate Fate { get; set; }

        public VirtualHost? To { get; set; }

        public override string ToString() => string.Format(
            CultureInfo.InvariantCulture,
            "{0,5} {1,10:0.000} ms  {2} -> {3,-6} {4,5} B  {5}{6}",
            Index,
            SentAt.TotalMilliseconds,
            From.Name,
            To?.Name ?? "?",
            Bytes.Length,
            PacketDescription.Of(Bytes),
            Fate == PacketFate.Delivered ? string.Empty : "   X " + Fate + (Fate == PacketFate.Unreachable ? " " + Destination : string.Empty));
    }
}
