using P2PNet.Generated.P2PNet_Tests;
using P2PNet.Messages;

namespace P2PNet.Tests.Sessions
{
    /// <summary>What the generator wrote for <see cref="OldHit"/> as a part of <see cref="BothHits"/>.</summary>
    internal sealed class OldHitFormatter : IMessageFormatter<OldHit>
    {
        public void Write(ref MessagePackWriter writer, in OldHit value) => P2PNet_Tests_Sessions_OldHitFormatter.Write(ref writer, in value);

        public OldHit Read(ref MessagePackReader reader) => P2PNet_Tests_Sessions_OldHitFormatter.Read(ref reader);
    }
}
