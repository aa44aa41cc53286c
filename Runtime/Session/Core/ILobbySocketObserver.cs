using P2PNet.Protocol;

namespace P2PNet
{
    /// <summary>Hears a <see cref="LobbySocket"/>, and numbers its requests. Thread: the loop's.</summary>
    internal interface ILobbySocketObserver
    {
        /// <summary>A number that no request had, over whatever socket: one that is repeated over another one keeps its own.</summary>
        long NextRequestId();

        /// <summary>A frame, pongs included.</summary>
        void OnFrame(LobbySocket socket, Frame frame);

        /// <summary>A ping was not answered in the time that it should have taken; the socket may still be well.</summary>
        void OnSilent(LobbySocket socket);

        /// <summary>It is gone, or never came to be; once, and not after <see cref="LobbySocket.Close"/> or Dispose.</summary>
        void OnClosed(LobbySocket socket, string reason);
    }
}
