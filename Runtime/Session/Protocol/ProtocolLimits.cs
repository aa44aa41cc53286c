namespace P2PNet.Protocol
{
    /// <summary>
    /// The bounds of the lobby protocol: what a frame exceeds is refused before memory is taken for it. Lengths of text count UTF-16
    /// code units, as <c>string.Length</c> does in C# and <c>length</c> in JavaScript.
    /// </summary>
    internal static class ProtocolLimits
    {
        /// <summary>The version that <see cref="HelloFrame"/> and <see cref="WelcomeFrame"/> name.</summary>
        public const int Version = 1;

        /// <summary>The WebSocket subprotocol (RFC 6455 §1.9) that both sides name.</summary>
        public const string Subprotocol = "p2pnet.v1";

        /// <summary>Where the server takes WebSockets.</summary>
        public const string Path = "/v1";

        /// <summary>Bytes of a frame from a client.</summary>
        public const int MaxFrameBytes = 64 * 1024;

        /// <summary>
        /// Bytes of a frame from the server: a snapshot of the largest lobby, every player with all the properties that it may have and
        /// every character escaped (64 players * 2.3 KiB of text * 6 bytes) stays below.
        /// </summary>
        public const int MaxServerFrameBytes = 1024 * 1024;

        /// <summary>Nesting of arrays and objects, in members that are ignored too.</summary>
        public const int MaxDepth = 16;

        /// <summary>Offers and answers. Those with data channels alone are below 2 KiB; 16 KiB leaves room for endpoints that list audio and video.</summary>
        public const int MaxSdpLength = 16 * 1024;

        /// <summary>A candidate line; the longest in the wild, relayed over IPv6 with all extensions, is below 300.</summary>
        public const int MaxCandidateLength = 1024;

        /// <summary>Names of players and lobbies.</summary>
        public const int MaxNameLength = 64;

        /// <summary>Identifiers of players, lobbies and links.</summary>
        public const int MaxIdLength = 64;

        /// <summary>A lobby's code as typed, with separators.</summary>
        public const int MaxCodeLength = 16;

        /// <summary>Properties of a lobby or of a player.</summary>
        public const int MaxProperties = 32;

        public const int MaxPropertyKeyLength = 64;

        public const int MaxPropertyValueLength = 1024;

        /// <summary>Keys and values of all properties of a lobby or of a player together.</summary>
        public const int MaxPropertiesLength = 2048;

        /// <summary>Players of a lobby. A mesh has a link for each pair, so more would be another architecture.</summary>
        public const int MaxPlayers = 64;

        /// <summary>Sentences: of errors and of failed links.</summary>
        public const int MaxMessageLength = 512;

        /// <summary>Short words: error codes, stages, reasons, the name and version of a client.</summary>
        public const int MaxWordLength = 64;

        /// <summary>STUN and TURN servers in a <see cref="WelcomeFrame"/>, and addresses of each.</summary>
        public const int MaxIceServers = 16;

        public const int MaxUrlLength = 512;

        /// <summary>The largest integer that JavaScript keeps exactly.</summary>
        public const long MaxInteger = (1L << 53) - 1;
    }
}
