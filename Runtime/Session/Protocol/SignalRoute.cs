namespace P2PNet.Protocol
{
    /// <summary>Whose signal it is and for which link: the head that all <see cref="SignalFrame"/>s share.</summary>
    internal readonly struct SignalRoute
    {
        private SignalRoute(string? to, string? from, string link, long? sequence)
        {
            To = to;
            From = from;
            Link = link;
            Sequence = sequence;
        }

        /// <summary>The receiver, in a client's frame.</summary>
        public string? To { get; }

        /// <summary>The sender, in the server's frame.</summary>
        public string? From { get; }

        public string Link { get; }

        /// <summary>See <see cref="SignalFrame.Sequence"/>.</summary>
        public long? Sequence { get; }

        /// <summary>As a client sends it.</summary>
        public static SignalRoute ToPlayer(string playerId, string link, long? sequence = null) => new SignalRoute(playerId, null, link, sequence);

        /// <summary>As the server passes it on.</summary>
        public static SignalRoute FromPlayer(string playerId, string link, long? sequence = null) => new SignalRoute(null, playerId, link, sequence);

        internal static SignalRoute Read(FrameMembers members)
        {
            string? to = members.OptionalText("to", ProtocolLimits.MaxIdLength);
            string? from = members.OptionalText("from", ProtocolLimits.MaxIdLength);
            if (to is null == from is null) members.Refuse("to", "names the receiving player in a client's signal and is replaced by \"from\" in the server's: exactly one of them is needed");
            return new SignalRoute(to, from, members.Text("link", ProtocolLimits.MaxIdLength), members.OptionalInteger("seq", 1, ProtocolLimits.MaxInteger));
        }
    }
}
