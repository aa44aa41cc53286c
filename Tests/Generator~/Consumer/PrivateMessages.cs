using System.Collections.Generic;
using P2PNet.Messages;

namespace Consumer
{
    public static partial class Armoury
    {
        /// <summary>A message whose state is its own affair.</summary>
        [Message]
        public partial class Weapon
        {
            [Key(0)] private int _power;
            [Key(4)] private readonly string _origin;

            public Weapon(int power, string name, string origin)
            {
                _power = power;
                Name = name;
                _origin = origin;
            }

            [SerializationConstructor]
            private Weapon(string origin) => _origin = origin;

            [Key(1)] public string Name { get; private set; } = "fists";

            [Key(2)] public Ammo Ammo { get; private set; }

            public int Power => _power;

            public string Origin => _origin;

            public Weapon Load(byte rounds)
            {
                Ammo = new Ammo(rounds);
                return this;
            }
        }
    }

    public partial struct Ammo
    {
        [Key(0)] private byte _rounds;

        public Ammo(byte rounds) => _rounds = rounds;

        public readonly byte Rounds => _rounds;
    }

    [Message]
    public partial record Score([property: Key(0)] int Points, [property: Key(1)] List<string> Names)
    {
        [Key(2)] private int Secret { get; init; } = 3;

        public int Reveal() => Secret;
    }
}
