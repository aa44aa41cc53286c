using System;
using System.Collections.Generic;
using P2PNet.Messages;
using P2PNet.Rtc;

namespace P2PNet
{
    /// <summary>
    /// What messages and events come from: a <see cref="Session"/>, or a <see cref="SessionPlayer"/> that plays a recorded one. Game code that registers its handlers here works with
    /// both. <see cref="MessageReceiverExtensions"/> has <c>On</c> and <c>Off</c>.
    /// </summary>
    public interface IMessageReceiver
    {
        /// <summary>See <see cref="Session.PlayerJoined"/>.</summary>
        event Action<Player>? PlayerJoined;

        /// <summary>See <see cref="Session.PlayerHasLeft"/>.</summary>
        event Action<Player>? PlayerHasLeft;

        /// <summary>See <see cref="Session.SessionHostChanged"/>.</summary>
        event Action<Player>? SessionHostChanged;

        /// <summary>See <see cref="Session.PeerConnected"/>.</summary>
        event Action<Peer>? PeerConnected;

        /// <summary>See <see cref="Session.PeerStateChanged"/>.</summary>
        event Action<Peer>? PeerStateChanged;

        /// <summary>See <see cref="Session.PeerDisconnected"/>.</summary>
        event Action<Peer, LinkFailure?>? PeerDisconnected;

        /// <summary>See <see cref="Session.RemovedFromSession"/>.</summary>
        event Action<string>? RemovedFromSession;

        /// <summary>See <see cref="Session.StateChanged"/>.</summary>
        event Action<SessionState>? StateChanged;

        /// <summary>See <see cref="Session.MessageRejected"/>.</summary>
        event Action<Peer, string>? MessageRejected;

        /// <summary>See <see cref="Session.HandlerFailed"/>.</summary>
        event Action<Exception>? HandlerFailed;

        /// <summary>The handlers of messages, by type. Not an interface of generic methods, which ahead-of-time compilers do not see through.</summary>
        MessageDispatcher<Peer> Dispatcher { get; }

        /// <summary>See <see cref="Session.Lobby"/>.</summary>
        Lobby Lobby { get; }

        /// <summary>See <see cref="Session.Peers"/>.</summary>
        IReadOnlyList<Peer> Peers { get; }

        /// <summary>See <see cref="Session.State"/>.</summary>
        SessionState State { get; }

        /// <summary>See <see cref="Session.StateReason"/>.</summary>
        string? StateReason { get; }

        /// <summary>Handles what happened since the last call. Once a frame, on one thread.</summary>
        void Poll();
    }
}
