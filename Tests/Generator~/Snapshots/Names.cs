using System.Collections.Generic;
using P2PNet.Messages;

namespace Game
{
    [Message]
    public class Profile
    {
        [Key("name")] public string Name = "nobody";
        [Key("team")] public string? Team;
        [Key("rank")] public int Rank { get; set; } = 1;
        [Key("last \"seen\"")] public Place LastSeen;
        [Key("längd")] public float Height;
    }

    [Message(KeyAsPropertyName = true)]
    public readonly struct Place
    {
        public Place(int x, int y, int[]? tags)
        {
            X = x;
            Y = y;
            Tags = tags;
        }

        public int X { get; }

        public int Y { get; }

        [Key("t")] public int[]? Tags { get; }

        public int Sum => X + Y;

        [IgnoreMember] public static int Count { get; set; }
    }

    [Message(KeyAsPropertyName = true)]
    public class Nothing
    {
        [IgnoreMember] public int Home;
    }
}
