using P2PNet.Messages;

namespace P2PNet.Tests.Sessions
{
    /// <summary>A message as the first version of a game has it: without <c>[Message]</c>, since two versions cannot be registered in one assembly.</summary>
    internal struct OldHit
    {
        [Key(0)]
        public int Damage;

        [Key(1)]
        public string Weapon;

        [Key(2)]
        public bool IsCritical;
    }
}
