using P2PNet.Protocol;

namespace P2PNet
{
    /// <summary>Hears a <see cref="LobbySocket"/>. Thread: the loop's.</summary>
    internal interface ILobbySocketObserver
    {
        /// <summary>A frame, pongs included.</summary>
        void OnFrame(LobbySocket socket, Frame frame);

        /// <summary>A ping was not answered in the time that it should have taken; the socket may still be well.</summary>
        void OnSilent(LobbySocket socket);

        /// <summary>It is gone, or never came to be; once, and not after <see cref="LobbySocket.Close"/> or Dispose.</summary>
        void OnClosed(LobbySocket socket, string reason);
    }
}
