using P2PNet.Rtc;

namespace P2PNet
{
    /// <summary>The words that the lobby protocol has for <see cref="LinkStage"/>.</summary>
    internal static class LinkStages
    {
        public static string ToText(LinkStage stage) => stage switch
        {
            LinkStage.Ice => "ice",
            LinkStage.Dtls => "dtls",
            LinkStage.Sctp => "sctp",
            LinkStage.Established => "established",
            _ => "signaling",
        };

        /// <summary>A word that is not known means that the link did not come about.</summary>
        public static LinkStage Parse(string text) => text switch
        {
            "ice" => LinkStage.Ice,
            "dtls" => LinkStage.Dtls,
            "sctp" => LinkStage.Sctp,
            "established" => LinkStage.Established,
            _ => LinkStage.Signaling,
        };
    }
}
