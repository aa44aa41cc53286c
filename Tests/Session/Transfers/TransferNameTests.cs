using System.IO;
using System.Linq;
using System.Text;
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

        // File systems of Linux count bytes, up to 255 with the .part of what is not complete
        [TestCase("a", ".bin")]
        [TestCase("ü", ".jpeg")]
        [TestCase("地", ".png")]
        [TestCase("\ud83d\ude00", ".地図")]
        [TestCase("地", "")]
        [TestCase("地", ".part")]
        public void LongNameIsCutToWhatFileSystemsTakeAndKeepsItsExtension(string letter, string extension)
        {
            string stem = string.Concat(Enumerable.Repeat(letter, 200));
            string name = TransferName.Sanitize(stem + extension);
            string kept = extension == ".part" ? ".part_" : extension;
            Assert.That(name, Does.EndWith(kept));
            Assert.That(stem, Does.StartWith(name.Substring(0, name.Length - kept.Length)));
            int bytes = Encoding.UTF8.GetByteCount(name);
            Assert.That(name.Length, Is.LessThanOrEqualTo(TransferName.MaxLength));
            Assert.That(bytes, Is.LessThanOrEqualTo(TransferName.MaxBytes));
            Assert.That(name.Length + letter.Length > TransferName.MaxLength || bytes + Encoding.UTF8.GetByteCount(letter) > TransferName.MaxBytes, "no letter more would fit");
            string path = Path.Combine(Path.GetTempPath(), name + FileSink.PartExtension);
            File.WriteAllText(path, string.Empty);
            File.Delete(path);
        }

        [Test]
        public void AnyTextGivesAName()
        {
            string[] alphabet = { "a", ".", ":", "/", "\\", " ", "\0", "\u202e", "\ud83d", "\ude00", "C", "O", "N", "1", "*", "地", "CON", ".part", "              ", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" };
            var random = new SeededRandom(5);
            for (int i = 0; i < 20_000; i++)
            {
                string text = string.Concat(Enumerable.Range(0, random.Next(1 << random.Next(9))).Select(_ => alphabet[random.Next(alphabet.Length)]));
                string name = TransferName.Sanitize(text);
                Assert.That(name.Length, Is.InRange(1, TransferName.MaxLength));
                Assert.That(Encoding.UTF8.GetByteCount(name), Is.LessThanOrEqualTo(TransferName.MaxBytes));
                Assert.That(name, Does.Not.EndWith(".part"));
                Assert.That(name, Does.Not.Contain("/").And.Not.Contain("\\").And.Not.Contain(":").And.Not.Contain("\0").And.Not.Contain("*"));
                Assert.That(name.Trim(' ', '.'), Is.EqualTo(name));
                Assert.That(TransferName.Sanitize(name), Is.EqualTo(name), "a name stays one");
            }
        }
    }
}
