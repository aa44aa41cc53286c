using System;
using System.Collections.Generic;
using P2PNet.Protocol;

namespace P2PNet
{
    /// <summary>What a lobby is created with. Immutable.</summary>
    public sealed class CreateLobbyOptions
    {
        /// <summary>Name of the lobby, up to 64 characters; null (default) for none.</summary>
        public string? Name { get; init; }

        /// <summary>Players that fit, its creator included, 1 to 64; the server may set a lower limit. Default 8.</summary>
        public int MaxPlayers { get; init; } = 8;

        /// <summary>A private lobby is found by its code or id only. Default false.</summary>
        public bool IsPrivate { get; init; }

        /// <summary>
        /// What members see of the lobby besides its name: map, mode, rules. Up to 32, with keys of 1 to 64 and values of 0 to 1024 characters,
        /// 2048 characters in all; null (default) for none.
        /// </summary>
        public IReadOnlyDictionary<string, string>? Properties { get; init; }

        internal void Validate()
        {
            if (MaxPlayers < 1 || MaxPlayers > ProtocolLimits.MaxPlayers)
                throw new ArgumentOutOfRangeException(nameof(MaxPlayers), MaxPlayers, "CreateLobbyOptions.MaxPlayers is from 1 to " + ProtocolLimits.MaxPlayers + ".");
            if (Name != null && ProtocolRules.CheckName(Name) is string nameRule) throw new ArgumentException("CreateLobbyOptions.Name " + nameRule + ".", nameof(Name));
            if (Properties != null && ProtocolRules.CheckProperties(Properties) is string rule) throw new ArgumentException("CreateLobbyOptions.Properties " + rule + ".", nameof(Properties));
        }
    }
}
