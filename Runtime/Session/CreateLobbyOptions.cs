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

        /// <summary>What members see of the lobby besides its name: map, mode, rules. Default none.</summary>
        public IReadOnlyDictionary<string, string>? Properties { get; init; }

        internal void Validate()
        {
            if (MaxPlayers < 1 || MaxPlayers > ProtocolLimits.MaxPlayers)
                throw new ArgumentOutOfRangeException(nameof(MaxPlayers), MaxPlayers, "A lobby has 1 to " + ProtocolLimits.MaxPlayers + " players.");
            if (Name != null && ProtocolRules.CheckName(Name) is string nameRule) throw new ArgumentException("The lobby's name " + nameRule + ".", nameof(Name));
            if (Properties != null && ProtocolRules.CheckProperties(Properties) is string rule) throw new ArgumentException("The lobby's properties: it " + rule + ".", nameof(Properties));
        }
    }
}
