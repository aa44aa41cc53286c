using P2PNet.Messages;

namespace P2PNet.Tests.Sessions
{
    /// <summary>Has the generator write the formatters of both versions.</summary>
    [Message(Name = "Tests.BothHits")]
    internal struct BothHits
    {
        [Key(0)]
        public OldHit Old;

        [Key(1)]
        public NewHit New;
    }
}
