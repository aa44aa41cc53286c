using System;
using System.Globalization;
using P2PNet.Rtc;

namespace P2PNet
{
    /// <summary>The sentences in which requests end without a response. Each names the request and the peer.</summary>
    internal static class RequestFailures
    {
        public static Exception NotConnected(string request, Peer peer) => peer.Failure == null
            ? new P2PException(LinkStage.Established, request + " cannot be asked while no link stands.", peer.Name)
            : new P2PException(peer.Failure.Stage, request + " cannot be asked while no link stands: " + peer.Failure.Reason, peer.Name);

        public static Exception LinkOver(string request, Peer peer, LinkFailure? failure) => failure == null
            ? new P2PException(LinkStage.Established, "The link was ended before " + request + " was answered.", peer.Name)
            : new P2PException(failure.Stage, "The link ended before " + request + " was answered: " + failure.Reason, peer.Name);

        public static Exception TimedOut(string request, Peer peer, TimeSpan timeout) =>
            new TimeoutException(peer.Name + " did not answer " + request + " within " + timeout.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture) + " s.");

        public static Exception SessionOver(string request, Peer peer, string? reason) => new OperationCanceledException(
            "The session is over, and " + peer.Name + " had not answered " + request + (reason == null ? "." : ": " + reason));

        public static Exception WouldBlock(string request, Peer peer) =>
            Refused(RequestRefusal.WouldBlock, request + " was not sent: too many reliable messages to " + peer.Name + " wait for the network.");

        public static Exception TooManyOpen(string request, Peer peer, int max) => Refused(
            RequestRefusal.TooManyOpen,
            request + " was not sent: " + max.ToString(CultureInfo.InvariantCulture) + " requests to " + peer.Name + " wait for their answers (P2PClientOptions.MaxOpenRequests).");

        public static Exception UnreadableResponse(string request, string response, Peer peer) => Refused(
            RequestRefusal.Unreadable, peer.Name + "'s answer to " + request + " is no " + response + " that can be read. Both players need the same version of the game.");

        public static Exception OtherResponse(string request, string expected, string actual, Peer peer) => Refused(
            RequestRefusal.OtherResponse, peer.Name + " answers " + request + " with " + actual + ", not with " + expected + ". Both players need the same version of the game.");

        /// <summary>What a refusal that travelled means.</summary>
        public static Exception ByPeer(string request, Peer peer, ushort refusal, string words) => (RequestRefusal)refusal switch
        {
            RequestRefusal.ByHandler => new RequestRefusedException(RequestRefusal.ByHandler, peer.Name + " refuses " + request + ": " + words, words),
            RequestRefusal.NoHandler => Refused(RequestRefusal.NoHandler, peer.Name + " has no handler for " + request + "."),
            RequestRefusal.TooManyOpen => Refused(RequestRefusal.TooManyOpen, peer.Name + " works on too many requests already, and refuses " + request + "."),
            RequestRefusal.Unreadable => Refused(RequestRefusal.Unreadable, peer.Name + " cannot read " + request + ". Both players need the same version of the game."),
            // Whatever another version may say: the peer's side failed.
            _ => Refused(RequestRefusal.HandlerFailed, peer.Name + "'s handler for " + request + " failed."),
        };

        private static RequestRefusedException Refused(RequestRefusal refusal, string sentence) => new RequestRefusedException(refusal, sentence, sentence);
    }
}
