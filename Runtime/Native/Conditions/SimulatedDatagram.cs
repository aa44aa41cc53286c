using P2PNet.Rtc;

namespace P2PNet.Native
{
    /// <summary>A datagram on a <see cref="SimulatedLine"/>, which owns its bytes.</summary>
    internal struct SimulatedDatagram
    {
        public DatagramInfo Info;
        public PooledBuffer Bytes;

        /// <summary>When it arrives, at the latest.</summary>
        public Timestamp Due;

        /// <summary>Its place in the order in which they came.</summary>
        public long Number;

        /// <summary>How many later ones of the same two ends overtake it, where it was pulled out of the line.</summary>
        public int Overtakers;

        /// <summary>Whether it goes between the same two ends as another.</summary>
        public readonly bool IsBesides(in SimulatedDatagram other) => Info.Socket == other.Info.Socket && Info.Remote == other.Info.Remote;
    }
}
