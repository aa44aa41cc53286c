using P2PNet.Protocol;

namespace P2PNet
{
    /// <summary>Hears a <see cref="LobbyConnection"/>. Thread: the loop's.</summary>
    internal interface ILobbyConnectionObserver
    {
        /// <summary>A frame other than those that keep the connection alive.</summary>
        void OnFrame(Frame frame);

        /// <summary>The server is out of reach for long enough to tell; the connection goes on trying.</summary>
        void OnConnectionAway(string reason);

        /// <summary>The server that was out of reach answers again, over the connection that there was: nothing was missed.</summary>
        void OnConnectionBack();

        /// <summary>The membership goes on over another connection. What was sent meanwhile has been or will be carried out.</summary>
        void OnConnectionResumed(LobbyResumedFrame resumed);

        /// <summary>The connection is gone for good, once; not called after <see cref="LobbyConnection.Close"/>.</summary>
        void OnConnectionLost(string reason);
    }
}
