using System;
using System.Globalization;
using P2PNet.Rtc;

namespace P2PNet
{
    /// <summary>
    /// What a session knows of its lobby server, and the sentences in which it says so. They name the server's host and port alone: the rest of
    /// its URL may hold a secret.
    /// </summary>
    internal sealed class ServerPresence
    {
        private readonly string _name;
        private string? _lastWords;

        public ServerPresence(Uri server) => _name = "The lobby server at " + server.Authority;

        /// <summary>Out of reach for the moment.</summary>
        public bool IsAway { get; private set; }

        /// <summary>Why it is away, or was last.</summary>
        public string AwayReason { get; private set; } = string.Empty;

        /// <summary>It has given our place away: nothing brings that back.</summary>
        public bool IsLost { get; private set; }

        /// <summary>It says why it is about to end the connection.</summary>
        public void OnLastWords(string message) => _lastWords = message;

        /// <summary>It answers again.</summary>
        public void OnHeard() => _lastWords = null;

        /// <summary>Why the connection ended: what the server said about it, rather than what the socket did.</summary>
        public string Explain(string reason) => _lastWords ?? reason;

        public void OnAway(string reason)
        {
            IsAway = true;
            AwayReason = reason;
        }

        /// <returns>Whether it was away.</returns>
        public bool TryReturn()
        {
            bool wasAway = IsAway;
            IsAway = false;
            return wasAway;
        }

        public void OnLost() => IsLost = true;

        public P2PException CannotBeReached(string reason) => Failure(" cannot be reached. " + reason);

        public P2PException EndedTheConnection(string reason) => Failure(" ended the connection during the join. " + reason);

        /// <param name="isConnected">Whether the connection stands, and only the answer is missing.</param>
        /// <param name="timeout">How long it had.</param>
        public P2PException DidNotAnswer(bool isConnected, TimeSpan timeout)
        {
            string time = timeout.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture) + " s";
            return Failure(isConnected ? " did not answer within " + time + ". Try again later." : " could not be reached within " + time + ". Check its address and that it runs.");
        }

        private P2PException Failure(string predicate) => new P2PException(LinkStage.Server, _name + predicate);
    }
}
