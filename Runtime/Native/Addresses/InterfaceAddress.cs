using P2PNet.Rtc;

namespace P2PNet.Native
{
    /// <summary>One address of an interface that is up, as the system reports it.</summary>
    internal readonly struct InterfaceAddress
    {
        public InterfaceAddress(string interfaceId, in TransportAddress address)
            : this()
        {
            InterfaceId = interfaceId;
            Address = address;
        }

        public string InterfaceId { get; }

        /// <summary>With port 0.</summary>
        public TransportAddress Address { get; }

        /// <summary>Whether the interface leads to other networks.</summary>
        public bool HasGateway { get; init; }

        /// <summary>An IPv6 address made to be thrown away, so that nobody is tracked by it (RFC 8981).</summary>
        public bool IsTemporary { get; init; }

        /// <summary>About to go, failed, or not yet checked for duplicates.</summary>
        public bool IsUnusable { get; init; }
    }
}
