namespace P2PNet.Rtc.Link
{
    /// <summary>A connection to a TURN server that an <see cref="IStreamConnector"/> shall open.</summary>
    internal readonly struct StreamRequest
    {
        /// <summary>The name in the server's URL: what its certificate must be for, and the name to send in TLS. May be a numeric address.</summary>
        public readonly string HostName;

        /// <summary>One address of that name, with the port.</summary>
        public readonly TransportAddress Address;

        /// <summary>Whether to speak TLS.</summary>
        public readonly bool IsSecure;

        public StreamRequest(string hostName, in TransportAddress address, bool isSecure)
        {
            HostName = hostName;
            Address = address;
            IsSecure = isSecure;
        }

        public override string ToString() => (IsSecure ? "TLS to " : "TCP to ") + HostName + " at " + Address;
    }
}
