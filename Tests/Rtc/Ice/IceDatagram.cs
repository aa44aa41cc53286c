using P2PNet.Rtc;
using P2PNet.Rtc.Stun;

namespace P2PNet.Tests.Rtc.Ice
{
    /// <summary>A datagram between two hosts, with the addresses that it bears on the way.</summary>
    internal readonly struct IceDatagram
    {
        public readonly TransportAddress From;
        public readonly TransportAddress To;
        public readonly byte[] Bytes;

        public IceDatagram(in TransportAddress from, in TransportAddress to, byte[] bytes)
        {
            From = from;
            To = to;
            Bytes = bytes;
        }

        public override string ToString()
        {
            if (!StunMessage.TryParse(Bytes, out StunMessage message)) return From + " -> " + Bytes.Length + " bytes -> " + To;
            return From + " -> " + message.Class + (UseCandidateAttribute.IsIn(message) ? " USE-CANDIDATE" : string.Empty) + " -> " + To;
        }
    }
}
