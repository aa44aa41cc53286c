using System.Collections.Generic;

namespace P2PNet
{
    /// <summary>What a lobby is created with. Immutable.</summary>
    public sealed class CreateLobbyOptions
    {
        /// <summary>Name of the lobby, up to 64 characters; null (default): the server chooses one.</summary>
        public string? Name { get; init; }

        /// <summary>Players that fit, its creator included, 2 or more; the server may set a lower limit. Default 8.</summary>
        public int MaxPlayers { get; init; } = 8;

        /// <summary>A private lobby is found by its code or id only. Default false.</summary>
        public bool IsPrivate { get; init; }

        /// <summary>What members see of the lobby besides its name: map, mode, rules. Default none.</summary>
        public IReadOnlyDictionary<string, string>? Properties { get; init; }
    }
}
