using P2PNet.Generated.P2PNet_Tests;
using P2PNet.Messages;

namespace P2PNet.Tests.Sessions
{
    /// <summary>What the generator wrote for <see cref="NewHit"/> as a part of <see cref="BothHits"/>.</summary>
    internal sealed class NewHitFormatter : IMessageFormatter<NewHit>
    {
        public void Write(ref MessagePackWriter writer, in NewHit value) => P2PNet_Tests_Sessions_NewHitFormatter.Write(ref writer, in value);

        public NewHit Read(ref MessagePackReader reader) => P2PNet_Tests_Sessions_NewHitFormatter.Read(ref reader);
    }
}
