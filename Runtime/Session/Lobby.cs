using System;
using System.Collections.Generic;
using P2PNet.Protocol;

namespace P2PNet
{
    /// <summary>The room that the players of a session are in, as the server tells it. Changes only within <see cref="Session.Poll"/>.</summary>
    public sealed class Lobby
    {
        private Player[] _players;

        internal Lobby(LobbySnapshot snapshot, string hostId, Player currentPlayer, Player[] players)
        {
            Id = snapshot.Id;
            Code = snapshot.Code;
            Name = snapshot.Name;
            MaxPlayers = snapshot.MaxPlayers;
            IsPrivate = snapshot.IsPrivate;
            IsLocked = snapshot.IsLocked;
            Properties = snapshot.Properties;
            CurrentPlayer = currentPlayer;
            _players = players;
            SetHost(hostId);
        }

        /// <summary>Id that the server gave.</summary>
        public string Id { get; }

        /// <summary>The short code that friends join by.</summary>
        public string Code { get; }

        /// <summary>Name of the lobby.</summary>
        public string Name { get; }

        /// <summary>Players that fit.</summary>
        public int MaxPlayers { get; }

        /// <summary>Players that could still join.</summary>
        public int AvailableSlots => Math.Max(0, MaxPlayers - _players.Length);

        /// <summary>Whether it is found by its code or id only.</summary>
        public bool IsPrivate { get; }

        /// <summary>Whether it takes nobody for now.</summary>
        public bool IsLocked { get; }

        /// <summary>What its creator said of it.</summary>
        public IReadOnlyDictionary<string, string> Properties { get; }

        /// <summary>All players, this client's included, in the order in which they joined. The list itself never changes: there is a new one after each change.</summary>
        public IReadOnlyList<Player> Players => _players;

        /// <summary>The player of this client.</summary>
        public Player CurrentPlayer { get; }

        /// <summary>The player who hosts; the server chooses another when that one leaves. Null only while it has not chosen.</summary>
        public Player? Host { get; private set; }

        /// <summary>Whether this client's player hosts.</summary>
        public bool IsHost => CurrentPlayer.IsHost;

        /// <inheritdoc/>
        public override string ToString() => Name + " (" + _players.Length + "/" + MaxPlayers + ")";

        internal void Add(Player player)
        {
            var players = new Player[_players.Length + 1];
            _players.CopyTo(players, 0);
            players[_players.Length] = player;
            _players = players;
        }

        internal void Remove(Player player) => _players = Array.FindAll(_players, p => p != player);

        internal void SetHost(string? id)
        {
            Host = null;
            foreach (Player player in _players)
            {
                player.IsHost = player.Id == id;
                if (player.IsHost) Host = player;
            }
        }
    }
}
