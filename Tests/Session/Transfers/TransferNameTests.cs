using System.Linq;
using NUnit.Framework;

namespace P2PNet.Tests.Sessions
{
    /// <summary>What a peer calls its file never says where it goes.</summary>
    [TestFixture]
    internal sealed class TransferNameTests
    {
        [TestCase("map.bin", "map.bin")]
        [TestCase("Ärger & Söhne.txt", "Ärger & Söhne.txt")]
        [TestCase("地図.png", "地図.png")]
        [TestCase("\ud83d\ude00.png", "\ud83d\ude00.png")]
        [TestCase("/etc/passwd", "passwd")]
        [TestCase("../../etc/passwd", "passwd")]
        [TestCase("..\\..\\Windows\\System32\\evil.dll", "evil.dll")]
        [TestCase("C:\\autoexec.bat", "autoexec.bat")]
        [TestCase("C:evil.exe", "evil.exe")]
        [TestCase("\\\\server\\share\\x", "x")]
        [TestCase("file.txt:stream", "stream")]
        [TestCase("dir/", "file")]
        [TestCase("..", "file")]
        [TestCase(".", "file")]
        [TestCase("", "file")]
        [TestCase("   ", "file")]
        [TestCase(".bashrc", "bashrc")]
        [TestCase("name. . .", "name")]
        [TestCase("a\0b", "ab")]
        [TestCase("a\r\nb\u001b[2J", "ab[2J")]
        [TestCase("photo\u202egnp.exe", "photognp.exe")]
        [TestCase("a<b>c|d?e*f\"g", "abcdefg")]
        [TestCase("CON", "_CON")]
        [TestCase("nul.txt", "_nul.txt")]
        [TestCase("Com1", "_Com1")]
        [TestCase("LPT9.tar.gz", "_LPT9.tar.gz")]
        [TestCase("com\u00b2", "_com\u00b2")]
        [TestCase("COM10", "COM10")]
        [TestCase("console", "console")]
        [TestCase("map.bin.part", "map.bin.part_")]
        [TestCase("map.PaRt", "map.PaRt_")]
        [TestCase("map.part. .", "map.part_")]
        [TestCase("con.part", "_con.part_")]
        [TestCase(".part", "part")]
        [TestCase("map.part.bin", "map.part.bin")]
        [TestCase("\ud800broken", "broken")]
        public void NameIsOneFilesName(string given, string expected) => Assert.That(TransferName.Sanitize(given), Is.EqualTo(expected));

        [Test]
        public void AnyTextGivesAName()
        {
            const string Alphabet = "a.:/\\ \0\u202e\ud83d\ude00CON1*";
            var random = new SeededRandom(5);
            for (int i = 0; i < 5000; i++)
            {
                string text = new string(Enumerable.Range(0, random.Next(300)).Select(_ => Alphabet[random.Next(Alphabet.Length)]).ToArray());
                string name = TransferName.Sanitize(text);
                Assert.That(name.Length, Is.InRange(1, TransferName.MaxLength + 1));
                Assert.That(name, Does.Not.Contain("/").And.Not.Contain("\\").And.Not.Contain(":").And.Not.Contain("\0").And.Not.Contain("*"));
                Assert.That(name.Trim(' ', '.'), Is.EqualTo(name));
                Assert.That(TransferName.Sanitize(name), Is.EqualTo(name), "a name stays one");
            }
        }
    }
}
