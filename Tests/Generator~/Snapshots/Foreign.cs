using MessagePack;

[assembly: P2PNet.Messages.Message(typeof(Game.Player), Name = "player")]

namespace Game
{
    [MessagePackObject]
    public class Player
    {
        [Key(0)] public int Score { get; set; } = 1;

        [Key(2)] public Stats Stats { get; set; }

        [Key(3)] public string Title => "no. " + Score;

        [IgnoreMember] public int Cached { get; set; }
    }

    [MessagePackObject(keyAsPropertyName: true)]
    public readonly struct Stats
    {
        [SerializationConstructor]
        public Stats(int wins) => Wins = wins;

        public int Wins { get; }

        [IgnoreMember] public int Losses => 0;
    }
}
