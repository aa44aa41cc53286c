using System;

namespace P2PNet.Rtc
{
    /// <summary>
    /// An ICE candidate (RFC 8445 §5.1), local or remote; immutable. The text form (RFC 8839 §5.1) is Sdp's.
    /// Component is always 1: data channels have one.
    /// </summary>
    internal sealed class Candidate
    {
        public Candidate(CandidateType type, in TransportAddress address, uint priority, string foundation)
        {
            Type = type;
            Address = address;
            Priority = priority;
            Foundation = foundation ?? throw new ArgumentNullException(nameof(foundation));
        }

        public CandidateType Type { get; }

        /// <summary>The transport address that the other side sends to; its port alone is meant where <see cref="HostName"/> is set.</summary>
        public TransportAddress Address { get; }

        public uint Priority { get; }

        /// <summary>1 to 32 ICE characters; candidates that are likely to share their fate share it (RFC 8445 §5.1.1.3).</summary>
        public string Foundation { get; }

        /// <summary>The base of a server-reflexive or the mapped address of a relayed candidate; diagnostic only. Invalid where there is none.</summary>
        public TransportAddress RelatedAddress { get; init; }

        /// <summary>Of a local candidate: the socket that sends from it.</summary>
        public SocketId Socket { get; init; }

        /// <summary>Of a remote candidate whose address a browser hides: the <c>.local</c> name to resolve by mDNS.</summary>
        public string? HostName { get; init; }

        /// <summary>The ICE generation that it belongs to (RFC 8839 §5.4, <c>ufrag</c> extension), if said.</summary>
        public string? Ufrag { get; init; }

        public override string ToString() => Type + " " + (HostName ?? Address.ToString());
    }
}
