namespace P2PNet.Rtc.Discovery
{
    /// <summary>Why something could not be found out: sentences for the player and the operator of the servers.</summary>
    internal static class DiscoveryDoubts
    {
        public const string Mapping = "How the NAT maps shows only between two addresses, and STUN servers answered at one: give the lobby server a second one.";
        public const string MappingByPort = "The NAT maps differently for different servers; whether for each port of a server, too, could not be tried.";
        public const string OneAddress = "Whom the NAT or firewall lets in could not be tried, since no STUN server answers from a second address (RFC 5780).";
        public const string NoSecondAnswer = "Whom the NAT or firewall lets in could not be told: the STUN server's second address is silent when asked directly, too.";
        public const string NoSecondPortAnswer = "Whether the NAT or firewall looks at ports, too, could not be told: the STUN server's second port is silent when asked directly, too.";
        public const string Refused = "Whom the NAT or firewall lets in could not be tried: the STUN server names a second address and does not answer from it.";
        public const string Unsteady = "Whom the NAT or firewall lets in could not be tried: the STUN server's answers ceased.";
        public const string ErrorsOnly = "The STUN server answers with errors only, so the public address is not known.";
    }
}
