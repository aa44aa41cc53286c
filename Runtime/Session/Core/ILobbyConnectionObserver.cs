using P2PNet.Protocol;

namespace P2PNet
{
    /// <summary>Hears a <see cref="LobbyConnection"/>. Thread: the loop's.</summary>
    internal interface ILobbyConnectionObserver
    {
        /// <summary>A frame other than those that keep the connection alive.</summary>
        void OnFrame(Frame frame);

        /// <summary>The connection is gone, once; not called after <see cref="LobbyConnection.Close"/>.</summary>
        void OnConnectionLost(string reason);
    }
}
