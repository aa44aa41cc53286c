using System.Collections.Generic;

namespace P2PNet.Tests.Sessions
{
    /// <summary>What a game hears, a line for each message and event. Its registration knows neither a session nor a player of recordings.</summary>
    internal sealed class EventLog
    {
        public EventLog(IMessageReceiver receiver)
        {
            receiver.On((Peer peer, in Numbered message) => Lines.Add(peer.Name + " numbered " + message.Number + " " + message.Padding?.Length));
            receiver.On((Peer peer, Moved message) => Lines.Add(peer.Name + " moved " + message.Tick + " " + message.X));
            receiver.PlayerJoined += player => Lines.Add("joined " + player.Name + " of " + receiver.Lobby.Players.Count);
            receiver.PlayerHasLeft += player => Lines.Add("left " + player.Name + " of " + receiver.Lobby.Players.Count);
            receiver.SessionHostChanged += player => Lines.Add("host " + player.Name + " " + receiver.Lobby.IsHost);
            receiver.PeerConnected += peer => Lines.Add("connected " + peer.Name + " of " + receiver.Peers.Count);
            receiver.PeerStateChanged += peer => Lines.Add("state " + peer.Name + " " + peer.State);
            receiver.PeerDisconnected += (peer, failure) => Lines.Add("disconnected " + peer.Name + " " + failure);
            receiver.StateChanged += state => Lines.Add("session " + state + " " + receiver.StateReason);
            receiver.RemovedFromSession += reason => Lines.Add("removed " + reason);
            receiver.MessageRejected += (peer, reason) => Lines.Add("rejected " + peer.Name + " " + reason);
        }

        public List<string> Lines { get; } = new List<string>();
    }
}
